import type Stripe from 'stripe'

export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  param?: string
  charge?: string
  payment_intent?: Stripe.PaymentIntent
}

/** An answer other than 200. `executed` says whether the endpoint had begun, because only then the answer is kept for its key. */
export class Failure extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly executed: boolean
  readonly headers: Record<string, string>

  constructor(status: number, body: ErrorBody, executed = true, headers: Record<string, string> = {}) {
    super(body.message)
    this.status = status
    this.body = body
    this.executed = executed
    this.headers = headers
  }
}

/** The parameters cannot be understood: nothing was executed. */
export const invalid = (message: string, param?: string, code?: string) =>
  new Failure(400, { type: 'invalid_request_error', message, ...(param && { param }), ...(code && { code }) }, false)

/** The parameters are understood, and the state of the object says no. */
export const refused = (message: string, more: Omit<ErrorBody, 'type' | 'message'> = {}) =>
  new Failure(400, { type: 'invalid_request_error', message, ...more })

export const missing = (kind: string, id: string, param: string) =>
  new Failure(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  })

export const unknownAccount = (id: string) =>
  new Failure(
    403,
    {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${id}' (or that account does not exist).`,
    },
    false,
  )

export const rateLimited = () =>
  new Failure(
    429,
    {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Too many requests reached this endpoint too quickly. Wait a moment, then try again more slowly.',
    },
    false,
    { 'stripe-rate-limited-reason': 'endpoint-rate' },
  )

/** Two requests wanted the same object at the same time, and this one waited for too long. */
export const locked = () =>
  new Failure(
    429,
    {
      type: 'invalid_request_error',
      code: 'lock_timeout',
      message: 'This object cannot be accessed right now because another API request is using it. Try again.',
    },
    false,
  )

export const failureJson = (body: ErrorBody) =>
  JSON.stringify({
    error: {
      ...body,
      ...(body.code && { doc_url: `https://docs.stripe.com/error-codes/${body.code.replaceAll('_', '-')}` }),
    },
  })
