import type Stripe from 'stripe'
import * as z from 'zod'
import type { Account } from './account.ts'
import { getCharge } from './charges.ts'
import { missing } from './errors.ts'
import { expand } from './expand.ts'
import type { FormTree } from './form.ts'
import { pageOf } from './lists.ts'
import { boolean, created, integer, list, paging, parameters, parseParameters } from './params.ts'
import { cancelIntentByApi, captureIntent, getIntent } from './payment-intents.ts'
import { createRefund, getRefund, refundCreate, refundList } from './refunds.ts'
import { sessionCreate, sessionList } from './session-parameters.ts'
import { createSession, expireSession, getSession } from './sessions.ts'

/** What an endpoint may ask beside the account itself. */
export type Surroundings = {
  isDelivered(event: Stripe.Event): boolean
  /** Throws when this capture shall fail. */
  beforeCapture(intent: Stripe.PaymentIntent): void
}

type Run<Params> = (account: Account, params: Params, id: string, around: Surroundings) => object

const endpoint = <Name extends string, Schema extends z.ZodType<{ expand?: string[] | undefined }>>(
  name: Name,
  method: 'GET' | 'POST',
  path: string,
  schema: Schema,
  run: Run<z.output<Schema>>,
) => ({
  name,
  method,
  path,
  /** Checks everything that needs no state, so that what throws here counts as never begun. */
  prepare(raw: FormTree) {
    const params = parseParameters(schema, raw)
    return (account: Account, id: string, around: Surroundings) =>
      expand(account, run(account, params, id, around), params.expand)
  },
})

const nothing = parameters({})

export const endpoints = [
  endpoint('checkout.sessions.create', 'POST', '/checkout/sessions', sessionCreate, createSession),
  endpoint('checkout.sessions.list', 'GET', '/checkout/sessions', sessionList, ({ state }, params) =>
    pageOf(
      state.sessions.values(),
      '/v1/checkout/sessions',
      params,
      (session) =>
        (params.status === undefined || session.status === params.status) &&
        (params.payment_intent === undefined || session.payment_intent === params.payment_intent),
    ),
  ),
  endpoint('checkout.sessions.retrieve', 'GET', '/checkout/sessions/:id', nothing, (account, _, id) =>
    getSession(account, id),
  ),
  endpoint('checkout.sessions.expire', 'POST', '/checkout/sessions/:id/expire', nothing, (account, _, id) =>
    expireSession(account, id),
  ),
  endpoint(
    'checkout.sessions.listLineItems',
    'GET',
    '/checkout/sessions/:id/line_items',
    parameters(paging),
    (account, params, id) => {
      const session = getSession(account, id)
      const items = account.state.checkouts.get(session.id)?.lineItems ?? []
      // Items stand in the order of the request, unlike every other list.
      return pageOf(items.toReversed(), `/v1/checkout/sessions/${id}/line_items`, params)
    },
  ),
  endpoint(
    'payment_intents.list',
    'GET',
    '/payment_intents',
    parameters({ ...paging, ...created }),
    ({ state }, params) => pageOf(state.paymentIntents.values(), '/v1/payment_intents', params),
  ),
  endpoint('payment_intents.retrieve', 'GET', '/payment_intents/:id', nothing, (account, _, id) =>
    getIntent(account, id),
  ),
  endpoint(
    'payment_intents.capture',
    'POST',
    '/payment_intents/:id/capture',
    parameters({ amount_to_capture: integer(1).optional() }),
    (account, params, id, around) => {
      around.beforeCapture(getIntent(account, id))
      return captureIntent(account, id, params.amount_to_capture)
    },
  ),
  endpoint(
    'payment_intents.cancel',
    'POST',
    '/payment_intents/:id/cancel',
    parameters({
      cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    }),
    (account, params, id) => cancelIntentByApi(account, id, params.cancellation_reason ?? null),
  ),
  endpoint('refunds.create', 'POST', '/refunds', refundCreate, createRefund),
  endpoint('refunds.list', 'GET', '/refunds', refundList, ({ state }, params) =>
    pageOf(
      state.refunds.values(),
      '/v1/refunds',
      params,
      (refund) =>
        (params.charge === undefined || refund.charge === params.charge) &&
        (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
    ),
  ),
  endpoint('refunds.retrieve', 'GET', '/refunds/:id', nothing, (account, _, id) => getRefund(account, id)),
  endpoint('charges.retrieve', 'GET', '/charges/:id', nothing, (account, _, id) => getCharge(account, id)),
  endpoint(
    'events.list',
    'GET',
    '/events',
    parameters({
      ...paging,
      ...created,
      type: z.string().optional(),
      types: list(z.string(), 20).optional(),
      delivery_success: boolean.optional(),
    }),
    ({ state }, params, _, around) =>
      pageOf(state.events.values(), '/v1/events', params, (event) => {
        const types = params.types ?? (params.type === undefined ? [event.type] : [params.type])
        return (
          types.some(
            (type) => type === event.type || (type.endsWith('*') && event.type.startsWith(type.slice(0, -1))),
          ) &&
          (params.delivery_success === undefined || around.isDelivered(event) === params.delivery_success)
        )
      }),
  ),
  endpoint('events.retrieve', 'GET', '/events/:id', nothing, ({ state }, _, id) => {
    const event = state.events.get(id)
    if (!event) throw missing('event', id, 'id')
    return event
  }),
]

export type Endpoint = (typeof endpoints)[number]
export type EndpointName = Endpoint['name']
