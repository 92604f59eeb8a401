import { Hono } from 'hono'
import * as z from 'zod'
import { listPage, mailPage, pageHeaders, sealed } from '#local/mail/page'

// Imitates Resend's API as far as the store uses it (https://resend.com/docs/api-reference/emails/send-email): POST /emails with
// a bearer token, one recipient, text and HTML, and Idempotency-Key as its page says; errors are named as there. For development
// and tests only: nothing ever leaves this machine. Left out: everything else the API can do, batches, attachments, templates,
// rate limits and quotas, that two requests under one key may run at once (409 concurrent_idempotent_requests), and that keys
// are forgotten after a day: here they go with the mail, when it is the oldest of too many. An address at refused.example is
// refused with 422, as Resend does with one it will not write to.

/** The most mails that are kept; each is at most `MOST_BYTES`. */
const MOST_MAILS = 300
const MOST_BYTES = 100_000

const Sent = z.object({
  from: z.string().min(3),
  to: z
    .union([z.string(), z.array(z.string()).length(1)])
    .transform((to) => (typeof to === 'string' ? to : (to[0] ?? ''))),
  subject: z.string().min(1),
  text: z.string().min(1),
  html: z.string().min(1),
})

/** A mail that somebody would have in their mailbox now. */
export type SentMail = z.output<typeof Sent> & { id: string; key: string | null; at: Date }

type Named = { name: string; message: string }

const refused = (statusCode: number, name: string, message: string) =>
  Response.json({ statusCode, name, message } satisfies Named & { statusCode: number }, { status: statusCode })

export const createMail = ({ token, now = Date.now }: { token: string; now?: () => number }) => {
  let mails: (SentMail & { body: string })[] = []
  const faults = {
    /** Nobody answers: 503 to everything. */
    away: false,
    /** Says how many requests are taken in without an answer getting back: the mail is there, and its sender does not know. */
    losesAnswers: 0,
  }

  const take = async (request: Request): Promise<Response> => {
    if (faults.away) return refused(503, 'application_error', 'Nobody is here')
    const authorization = request.headers.get('authorization')
    if (!authorization) return refused(401, 'missing_api_key', 'Missing API key in the authorization header')
    if (authorization !== `Bearer ${token}`) return refused(403, 'invalid_api_key', 'API key is invalid')
    const key = request.headers.get('idempotency-key')
    if (key !== null && (key.length < 1 || key.length > 256)) {
      return refused(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars')
    }
    const body = await request.text()
    if (body.length > MOST_BYTES) return refused(413, 'validation_error', 'This stand-in takes no mail that long')
    const before = key === null ? undefined : mails.find((mail) => mail.key === key)
    if (before && before.body !== body) {
      return refused(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload')
    }
    if (before) return Response.json({ id: before.id })
    const parsed = Sent.safeParse(jsonOf(body))
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join('.') ?? ''
      return refused(422, 'missing_required_field', `Missing or wrong field \`${field}\``)
    }
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(parsed.data.to) || parsed.data.to.endsWith('@refused.example')) {
      return refused(422, 'validation_error', 'Invalid `to` field')
    }
    const mail = { ...parsed.data, id: crypto.randomUUID(), key, at: new Date(now()), body }
    mails = [...mails.slice(1 - MOST_MAILS), mail]
    if (faults.losesAnswers > 0) {
      faults.losesAnswers--
      return refused(500, 'application_error', 'The answer was lost')
    }
    return Response.json({ id: mail.id })
  }

  const find = (id: string) => mails.find((mail) => mail.id === id)
  const show = async (html: Promise<string>, status = 200) => new Response(await html, { status, headers: pageHeaders })

  const app = new Hono()
    // What a key that may only send is told when it asks for more.
    .get('/domains', (c) =>
      c.req.header('authorization') === `Bearer ${token}`
        ? refused(401, 'restricted_api_key', 'This API key is restricted to only send emails')
        : refused(403, 'invalid_api_key', 'API key is invalid'),
    )
    .post('/emails', (c) => take(c.req.raw))
    .get('/', (c) => show(listPage(mails.toReversed(), c.req.query('to'))))
    .get('/mails/:id', (c) => {
      const mail = find(c.req.param('id'))
      return mail ? show(mailPage(mail)) : c.notFound()
    })
    // The mail itself, in a frame that may do nothing: no script, no form, no origin, and nothing fetched.
    .get('/mails/:id/html', (c) => {
      const mail = find(c.req.param('id'))
      return mail ? c.html(mail.html, 200, sealed) : c.notFound()
    })

  return {
    fetch: (request: Request) => app.fetch(request),
    faults,
    /** What is in somebody's mailbox, oldest first; or in all of them. */
    sentTo: (address?: string): readonly SentMail[] =>
      mails.filter(({ to }) => address === undefined || to.toLowerCase() === address.toLowerCase()),
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type MailStandIn = ReturnType<typeof createMail>
