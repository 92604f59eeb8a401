import * as z from 'zod'

/** Who takes mail, and in whose name it is sent. */
export type MailTarget =
  | { by: 'http'; url: string; token: string; from: string }
  | { by: 'smtp'; url: string; from: string }
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
        return mayBeSmtp ? { by: 'smtp', url, from } : wrong('MAIL_URL', 'must be https://: SMTP is for Bun alone')
      }
      if (!/^https?:$/.test(protocol)) return wrong('MAIL_URL', `must be a URL that mail is sent to, or "none"`)
      return token ? { by: 'http', url, token, from } : wrong('MAIL_TOKEN', 'is missing')
    })

/** `MAIL_URL`: the address of a provider's API, with `MAIL_TOKEN`; or `none`, where nobody is to be written to. */
export const MailConfig = addressed(false)

/** `MAIL_URL` may be `smtp://user:password@host:port` (`smtps://` for TLS from the first byte) as well. */
export const SelfHostedMailConfig = addressed(true)
