import * as z from 'zod'
import { getCharge } from './charges.ts'
import { endpoint, nothing } from './endpoint.ts'
import { missing } from './errors.ts'
import { pageOf } from './lists.ts'
import { moneyEndpoints } from './money-endpoints.ts'
import { boolean, created, integer, list, metadata, paging, parameters, text } from './params.ts'
import { cancelIntentByApi, captureIntent, getIntent } from './payment-intents.ts'
import { createRefund, getRefund, refundCreate, refundList } from './refunds.ts'
import { sessionCreate, sessionList } from './session-parameters.ts'
import { createSession, expireSession, getSession } from './sessions.ts'
import { endpointsV2 } from './v2/endpoints.ts'

const scoped = { scoped: true } as const

const endpointsV1 = [
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
    'payment_intents.update',
    'POST',
    '/payment_intents/:id',
    parameters({ metadata: metadata.optional(), description: text(1000).optional() }),
    (account, { metadata: pairs, description }, id) => {
      const intent = getIntent(account, id)
      Object.assign(intent.metadata, pairs)
      if (description !== undefined) intent.description = description
      return intent
    },
  ),
  endpoint(
    'payment_intents.capture',
    'POST',
    '/payment_intents/:id/capture',
    parameters({
      amount_to_capture: integer(1).optional(),
      application_fee_amount: integer().optional(),
      transfer_data: z.strictObject({ amount: integer(1).optional() }).optional(),
      metadata: metadata.optional(),
    }),
    (account, params, id, around) => {
      around.beforeCapture(getIntent(account, id))
      const split = { applicationFee: params.application_fee_amount, transfer: params.transfer_data?.amount }
      const intent = captureIntent(account, id, params.amount_to_capture, split)
      Object.assign(intent.metadata, params.metadata)
      return intent
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
        !state.owners.has(refund.id) &&
        (params.charge === undefined || refund.charge === params.charge) &&
        (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
    ),
  ),
  endpoint(
    'refunds.retrieve',
    'GET',
    '/refunds/:id',
    nothing,
    (account, _, id, { on }) => getRefund(account, id, on),
    scoped,
  ),
  endpoint('refunds.update', 'POST', '/refunds/:id', parameters({ metadata }), (account, params, id) => {
    const refund = getRefund(account, id)
    refund.metadata = { ...refund.metadata, ...params.metadata }
    account.emit('refund.updated', refund)
    return refund
  }),
  endpoint(
    'charges.retrieve',
    'GET',
    '/charges/:id',
    nothing,
    (account, _, id, { on }) => getCharge(account, id, on),
    scoped,
  ),
  endpoint(
    'charges.list',
    'GET',
    '/charges',
    parameters({
      ...paging,
      ...created,
      payment_intent: z.string().optional(),
      transfer_group: z.string().optional(),
    }),
    ({ state }, params, _, { on }) =>
      pageOf(
        state.charges.values(),
        '/v1/charges',
        params,
        (charge) =>
          (state.owners.get(charge.id) ?? null) === on &&
          (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
          (params.transfer_group === undefined || charge.transfer_group === params.transfer_group),
      ),
    scoped,
  ),
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
        if ((event.account ?? null) !== around.on) return false
        const types = params.types ?? (params.type === undefined ? [event.type] : [params.type])
        return (
          types.some(
            (type) => type === event.type || (type.endsWith('*') && event.type.startsWith(type.slice(0, -1))),
          ) &&
          (params.delivery_success === undefined || around.isDelivered(event) === params.delivery_success)
        )
      }),
    scoped,
  ),
  endpoint(
    'events.retrieve',
    'GET',
    '/events/:id',
    nothing,
    ({ state }, _, id, { on }) => {
      const event = state.events.get(id)
      if (!event || (event.account ?? null) !== on) throw missing('event', id, 'id')
      return event
    },
    scoped,
  ),
]

export const endpoints = [...endpointsV1, ...moneyEndpoints, ...endpointsV2]

export type Endpoint = (typeof endpoints)[number]
export type EndpointName = Endpoint['name']
