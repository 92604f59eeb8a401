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

/**
 * 5xx to the recipient or to the text is a refusal for good. Whatever else is wrong (4xx, no connection, our own password or
 * address) may be mended, and the mail waits for it.
 */
const read = (error: unknown): Outcome => {
  if (!(error instanceof Error)) return { outcome: 'later', why: shortened(String(error)) }
  const code = 'code' in error ? String(error.code) : ''
  const status = numberIn(error, 'responseCode')
  const isAboutUs = code === 'EAUTH' || status === 530 || status === 535 || commandIn(error) === 'MAIL FROM'
  const why = shortened(error.message)
  return status !== undefined && status >= 500 && !isAboutUs ? { outcome: 'refused', why } : { outcome: 'later', why }
}

const domainOf = (from: string) => /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'

/**
 * Sends by SMTP, a connection a mail. SMTP knows no keys: a process that dies between the server's yes and our note of it sends
 * the mail again, under the same Message-ID, by which mailboxes may tell.
 */
export const createSmtpCarrier = ({ url, from }: SmtpTarget): Carrier => {
  const transport = createTransport({
    url,
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
