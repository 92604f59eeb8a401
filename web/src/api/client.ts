import { type ClientResponse, hc } from 'hono/client'
import type { SuccessStatusCode } from 'hono/utils/http-status'
import type { AuthApi } from '#workers/auth/app'
import type { NotificationsApi } from '#workers/notifications/app'
import type { OrdersApi } from '#workers/orders/app'
import type { PaymentsApi } from '#workers/payments/app'
import type { TicketsApi } from '#workers/tickets/app'
import { refreshSession } from './refresh.ts'
import { Refusal, refusedAs } from './refusal.ts'

const send = async (input: RequestInfo | URL, init?: RequestInit) => {
  const response = await fetch(input, init).catch((cause: unknown) => {
    if (init?.signal?.aborted) throw cause
    throw Refusal.unreachable()
  })
  // 304: what was asked about is as the page knows it.
  if (!response.ok && response.status !== 304) throw await Refusal.from(response)
  return response
}

/** `fetch`, but an expired session is renewed once and the request repeated, and every other refusal is thrown. */
export const request = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  try {
    return await send(input, init)
  } catch (error) {
    if (!refusedAs(error, 'signed-out')) throw error
    const renewed = await refreshSession().catch(() => {
      throw Refusal.unreachable()
    })
    if (!renewed) throw error
    return send(input, init)
  }
}

const options = { fetch: request }

/** The services, each with the types it exports: a change of what one says or wants breaks the build here. */
export const auth = hc<AuthApi>('/', options).api.auth
export const tickets = hc<TicketsApi>('/', options).api.tickets
export const orders = hc<OrdersApi>('/', options).api.orders
export const payments = hc<PaymentsApi>('/', options).api.payments
export const notifications = hc<NotificationsApi>('/', options).api.notifications

export type Said<Answer> =
  Answer extends ClientResponse<infer Body, infer Status, infer Format>
    ? Status extends SuccessStatusCode
      ? Format extends 'json'
        ? Body
        : undefined
      : never
    : never

/** What an answer says; refusals were thrown on the way. */
export const ok = async <Answer extends ClientResponse<unknown>>(asking: Promise<Answer>): Promise<Said<Answer>> => {
  const answer = await asking
  return (answer.status === 204 ? undefined : await answer.json()) as Said<Answer>
}

/** The header by which a repeat is known to be one. */
export const keyed = (idempotencyKey: string) => ({ headers: { 'idempotency-key': idempotencyKey } })
