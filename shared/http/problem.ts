import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** Everything that can be refused, once. The slug is the identity; `docs/problems.md` explains each to callers. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'idempotency-key-required': { status: 400, title: 'An Idempotency-Key header is required' },
  'wrong-code': { status: 400, title: 'This code is wrong' },
  'passkey-refused': { status: 400, title: 'This passkey cannot be accepted' },
  'bad-signature': { status: 401, title: 'The signature is missing or wrong' },
  'signed-out': { status: 401, title: 'You are not signed in' },
  'wrong-credentials': { status: 401, title: 'The e-mail address or the password is wrong' },
  'cross-site': { status: 403, title: 'Requests from other sites are refused' },
  forbidden: { status: 403, title: 'Your account may not do this' },
  'confirm-it-is-you': { status: 403, title: 'Confirm that it is you first' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  'sold-out': { status: 409, title: 'There are not enough tickets left' },
  'seats-taken': { status: 409, title: 'Some of these seats are taken' },
  'not-together': { status: 409, title: 'There are not so many seats side by side' },
  'limit-exceeded': { status: 409, title: 'This is more than one buyer may have' },
  'limit-per-person': { status: 409, title: 'This is more than one person may have of this event' },
  'not-on-sale': { status: 409, title: 'This is not on sale now' },
  'order-closed': { status: 409, title: 'The order can no longer change in this way' },
  'order-changed': { status: 409, title: 'The order changed meanwhile' },
  'extension-refused': { status: 409, title: 'The hold cannot be extended any more' },
  'payment-required': { status: 409, title: 'The order has to be paid' },
  'event-not-ready': { status: 409, title: 'The event cannot be published yet' },
  'event-cancelled': { status: 409, title: 'The event has been cancelled' },
  'payouts-needed': { status: 409, title: 'Selling for money needs somewhere to pay it to' },
  'seller-not-payable': { status: 409, title: 'The seller cannot take payments right now' },
  'refund-refused': { status: 409, title: 'So much cannot be given back' },
  'not-admitted': { status: 409, title: 'Nobody is let in with this ticket' },
  'nothing-to-send': { status: 409, title: 'There are no tickets to send' },
  'price-too-low': { status: 409, title: 'So little cannot be paid by card' },
  'email-taken': { status: 409, title: 'There is already an account with this e-mail address' },
  'still-running': { status: 409, title: 'The first request with this key is still running' },
  'hold-over': { status: 410, title: 'The hold has ended' },
  'event-over': { status: 410, title: 'The event is over' },
  'link-over': { status: 410, title: 'This link was used already, or is too old' },
  'changed-meanwhile': { status: 412, title: 'It was changed meanwhile' },
  'too-large': { status: 413, title: 'The request is too large' },
  'not-a-picture': { status: 415, title: 'This is not a picture that can be shown' },
  'not-json': { status: 415, title: 'Only JSON is accepted here' },
  'key-reused': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'if-match-required': { status: 428, title: 'An If-Match header is required' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'cooling-down': { status: 429, title: 'You have let go of too many holds for this event' },
  'never-acceptable': { status: 489, title: 'This message can never be accepted' },
  internal: { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'This is not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type Slug = keyof typeof problems

/** One thing wrong with the input: where (a JSON pointer into the body, or the name of a parameter) and what. */
export type FieldError = { pointer: string; detail: string }

/** What leaves on the wire: RFC 9457 `application/problem+json`. */
export type ProblemBody = {
  type: `/problems/${Slug}`
  title: string
  status: number
  detail?: string
  instance?: string
  errors?: FieldError[]
  [extra: string]: unknown
}

/** A refusal. The domain names the slug; its status is only in the table above. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly slug: Slug
  readonly detail: string | undefined
  readonly extra: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(slug: Slug, detail?: string, extra: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    super(detail ?? problems[slug].title)
    this.slug = slug
    this.detail = detail
    this.extra = extra
    this.headers = headers
  }

  // 489 is QStash's own code for "do not retry", which Hono's list of statuses does not know.
  get status() {
    return problems[this.slug].status as ContentfulStatusCode
  }

  body(instance: string): ProblemBody {
    const { status, title } = problems[this.slug]
    return {
      type: `/problems/${this.slug}`,
      title,
      status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      instance,
      ...this.extra,
    }
  }
}
