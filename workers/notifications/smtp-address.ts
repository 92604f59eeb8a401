/** How mail is kept from being read on its way to the server: TLS from the first byte, by STARTTLS or not at all, or in clear. */
export type Secrecy = 'from-the-start' | 'required' | 'off'

export type SmtpAddress = { url: string; tls: Secrecy }

/** Machines that nobody outside stands between: this one, the cluster's, a private network's. By name or by number. */
const OURS = [
  // A name without a dot is a service beside us. One that begins with a digit could be a number in another writing.
  /^[a-z][a-z0-9-]*$/,
  /\.(localhost|svc|local|internal|home\.arpa)$/,
  /^(127|10)(\.\d{1,3}){3}$/,
  /^192\.168(\.\d{1,3}){2}$/,
  /^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
  /^\[(::1|f[cd][0-9a-f]{2}:[0-9a-f:]*)\]$/,
]
const isOurs = (host: string) => OURS.some((ours) => ours.test(host.toLowerCase()))

/**
 * Reads `smtps://…` or `smtp://…`, of which the second may end with `?tls=off`. Returns what is wrong with it as text. Nothing
 * else may stand behind the question mark: there the library that speaks SMTP would read settings of its own, such as whom to
 * believe.
 */
export const readSmtpAddress = (text: string): SmtpAddress | string => {
  const { protocol, hostname, search } = new URL(text)
  const url = text.replace(/\?.*$/, '')
  // In a password it would end the address, and what stood behind it would be lost: the host, or what keeps mail from being read.
  if (text.includes('#')) return 'has a # in it: in a name or a password, write %23'
  if (!hostname) return 'names no host'
  if (search === '') return { url, tls: protocol === 'smtps:' ? 'from-the-start' : 'required' }
  if (search !== '?tls=off' || protocol !== 'smtp:')
    return 'may end with ?tls=off behind smtp://, and with nothing else'
  return isOurs(hostname)
    ? { url, tls: 'off' }
    : `would send passwords and links in clear to ${hostname}: leave ?tls=off out`
}
