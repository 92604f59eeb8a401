import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { type Carrier, type Outcome, PATIENCE_MS, shortened } from './carrier.ts'
import { carrierByHttp } from './http-carrier.ts'
import type { MailTarget } from './mail-config.ts'

type SmtpTarget = Extract<MailTarget, { by: 'smtp' }>

const numberIn = (error: object, name: string) => {
  const value = (error as Record<string, unknown>)[name]
  return typeof value === 'number' ? value : undefined
}

const commandIn = (error: object) => ('command' in error ? error.command : undefined)

/** By whose answer a mail itself is refused, and not we, or the way to the server. */
const ABOUT_THE_MAIL = ['RCPT TO', 'DATA']

const wordsOf = (error: Error, status: number) =>
  commandIn(error) === 'STARTTLS' && status > 0
    ? `the server offers no STARTTLS, and nothing is sent in clear: ${error.message}`
    : error.message

/**
 * 5xx to the recipient or to the text is a refusal for good. Whatever else is wrong (4xx, no connection, no TLS, our own password
 * or address) may be mended, and the mail waits for it.
 */
const read = (error: unknown): Outcome => {
  if (!(error instanceof Error)) return { outcome: 'later', why: shortened(String(error)) }
  const status = numberIn(error, 'responseCode') ?? 0
  const isAboutIt = ABOUT_THE_MAIL.includes(String(commandIn(error))) && status !== 530 && status !== 535
  return { outcome: isAboutIt && status >= 500 ? 'refused' : 'later', why: shortened(wordsOf(error, status)) }
}

const domainOf = (from: string) => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'

/**
 * Sends by SMTP, a connection a mail. SMTP knows no keys: a process that dies between the server's yes and our note of it sends
 * the mail again, under the same Message-ID, by which mailboxes may tell.
 */
export const createSmtpCarrier = ({ url, tls, from }: SmtpTarget): Carrier => {
  const transport = createTransport({
    url,
    // By itself the library goes on in clear where a server, or somebody in front of it, offers nothing else.
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'off',
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // What is in a mail is what we wrote: no file and no address is ever looked up for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = domainOf(from)
  return {
    send: async ({ key, to, subject, text, html }) => {
      const messageId = `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          html,
          messageId,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return { outcome: 'sent' }
      } catch (error) {
        return read(error)
      }
    },
  }
}

export const carrierBySmtp = (target: MailTarget): Carrier =>
  target.by === 'smtp' ? createSmtpCarrier(target) : carrierByHttp(target)
