import * as z from 'zod'
import { readSmtpAddress, type SmtpAddress } from './smtp-address.ts'

/** Who takes mail, and in whose name it is sent. */
export type MailTarget =
  | { by: 'http'; url: string; token: string; from: string }
  | ({ by: 'smtp'; from: string } & SmtpAddress)
  | { by: 'none' }

// An address by itself or behind a name: what stands in front of every mail people get.
const From = z
  .string()
  .regex(/^(?:[^<>"\r\n]{1,80} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an address, or Name <address>')

const addressed = (mayBeSmtp: boolean) =>
  z
    .object({ MAIL_URL: z.string().min(1), MAIL_TOKEN: z.string().optional(), MAIL_FROM: From })
    .transform(({ MAIL_URL: url, MAIL_TOKEN: token, MAIL_FROM: from }, context): MailTarget => {
      const wrong = (path: string, message: string) => {
        context.addIssue({ code: 'custom', path: [path], message })
        return z.NEVER
      }
      if (url === 'none') return { by: 'none' }
      const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: '' }
      if (/^smtps?:$/.test(protocol)) {
        if (!mayBeSmtp) return wrong('MAIL_URL', 'must be https://: SMTP is for Bun alone')
        const address = readSmtpAddress(url)
        return typeof address === 'string' ? wrong('MAIL_URL', address) : { by: 'smtp', from, ...address }
      }
      if (!/^https?:$/.test(protocol)) return wrong('MAIL_URL', `must be a URL that mail is sent to, or "none"`)
      return token ? { by: 'http', url, token, from } : wrong('MAIL_TOKEN', 'is missing')
    })

/** `MAIL_URL`: the address of a provider's API, with `MAIL_TOKEN`; or `none`, where nobody is to be written to. */
export const MailConfig = addressed(false)

/**
 * `MAIL_URL` may be `smtps://user:password@host:port` as well, for TLS from the first byte, or `smtp://…`, for a server that has
 * to offer STARTTLS. One on this machine or in a private network may be spoken to in clear, where `?tls=off` says so.
 */
export const SelfHostedMailConfig = addressed(true)
