import { type Carrier, nobody, type Outcome, PATIENCE_MS, shortened } from './carrier.ts'
import type { MailTarget } from './mail-config.ts'

type HttpTarget = Extract<MailTarget, { by: 'http' }>

const named = async (response: Response) => {
  const body = (await response.json().catch(() => undefined)) as { name?: unknown; message?: unknown } | undefined
  return { name: String(body?.name ?? ''), message: String(body?.message ?? '') }
}

const secondsOf = (response: Response) => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return seconds > 0 ? { afterMs: Math.min(seconds, 3600) * 1000 } : {}
}

/**
 * What an answer means (https://resend.com/docs/api-reference/errors). A wrong key, a domain that is not verified and a quota
 * are the installation's to mend: the mails wait for it. What is said about the mail itself is said for good.
 */
const read = async (response: Response): Promise<Outcome> => {
  if (response.ok) {
    await response.body?.cancel()
    return { outcome: 'sent' }
  }
  const { name, message } = await named(response)
  const why = shortened(`${response.status} ${name} ${message}`)
  // Only a mail that was taken binds its key: a language or a name that changed meanwhile makes another text of the same mail.
  if (name === 'invalid_idempotent_request') return { outcome: 'sent' }
  if (response.status === 400 || response.status === 422) return { outcome: 'refused', why }
  return { outcome: 'later', why, ...secondsOf(response) }
}

/** Sends by Resend's API (https://resend.com/docs/api-reference/emails/send-email), or any that speaks as it does. */
export const createHttpCarrier = ({ url, token, from }: HttpTarget): Carrier => ({
  send: async ({ key, to, subject, text, html }) => {
    try {
      const response = await fetch(new URL('/emails', url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ from, to: [to], subject, text, html }),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return await read(response)
    } catch (error) {
      return { outcome: 'later', why: shortened(error instanceof Error ? error.message : String(error)) }
    }
  },
})

export const carrierByHttp = (target: MailTarget): Carrier => {
  switch (target.by) {
    case 'http':
      return createHttpCarrier(target)
    case 'none':
      return nobody
    case 'smtp':
      throw new Error('SMTP is not spoken here')
  }
}
