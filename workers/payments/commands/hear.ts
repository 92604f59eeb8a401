import Stripe from 'stripe'
import { newId } from '#shared/ids'
import { traceFields } from '#shared/log'
import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { beginCapture, beginVoid, type Change, close, observe, type Payment } from '../payment.ts'
import { captureIntent, voidIntent } from './follow-intent.ts'

type Needs = Pick<Deps, 'payments' | 'stripe' | 'log'>
type AboutOrder = { order: Payment['order'] }

/** An order will want paying. */
export const expectPayment = ({ payments }: Needs, message: Message<string, DataOf<'order.held'>>, trace: Trace) => {
  const { order, buyer, amount, currency } = message.data
  const expected = { id: newId('payment'), order, buyer, price: { amount, currency }, traceparent: traceparent(trace) }
  return payments.expect(expected, hear(SCHEMA, message))
}

const paymentFor = async ({ payments }: Needs, message: Message<string, AboutOrder>): Promise<Payment> => {
  const payment = await payments.findByOrder(message.data.order)
  if (!payment) throw new Error(`message ${message.id} is about an order nobody told us of: ${message.data.order}`)
  return payment
}

/** Nothing to do but to remember it was said. */
export const note = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  await deps.payments.save(await paymentFor(deps, message), undefined, trace, hear(SCHEMA, message))
}

/** The order is paid. One that cost nothing never needed a payment. */
export const settle = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  const payment = await paymentFor(deps, message)
  await deps.payments.save(
    payment,
    payment.state === 'awaited' ? close(payment) : undefined,
    trace,
    hear(SCHEMA, message),
  )
}

/** The order has won its units: take the money. Only now. */
export const takeMoney = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  let payment = await paymentFor(deps, message)
  if (payment.state === 'authorized') payment = await deps.payments.save(payment, beginCapture(payment), trace)
  let change: Change | undefined
  if (payment.state === 'capturing' && payment.intent) {
    const intent = await captureIntent(deps, payment.intent)
    if (intent.status === 'requires_capture') throw new Error(`intent ${intent.id} could not be captured yet`)
    change = observe(payment, intent)
  }
  await deps.payments.save(payment, change, trace, hear(SCHEMA, message))
}

/** Makes sure that nobody can pay on the session any more; the intent that was authorised on it, if one was. */
const closeSession = async ({ stripe }: Needs, session: string): Promise<string | undefined> => {
  try {
    await stripe.checkout.sessions.expire(session)
    return undefined
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    const found = await stripe.checkout.sessions.retrieve(session, { expand: ['payment_intent'] })
    const intent = found.payment_intent
    return intent !== null && typeof intent === 'object' && intent.status === 'requires_capture' ? intent.id : undefined
  }
}

/** The order has ended, or refuses this money: nobody may pay any more, and what was set aside goes back. */
export const giveBack = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  let payment = await paymentFor(deps, message)
  let change: Change | undefined
  switch (payment.state) {
    case 'awaited':
    case 'opening':
      change = close(payment)
      break
    case 'open': {
      const authorized = payment.session ? await closeSession(deps, payment.session) : undefined
      if (!authorized) {
        change = close(payment)
        break
      }
      payment = await deps.payments.save(payment, beginVoid(payment, authorized), trace)
      break
    }
    case 'authorized':
      if (payment.intent) payment = await deps.payments.save(payment, beginVoid(payment, payment.intent), trace)
      break
    case 'captured':
      // Cannot come from our own orders: they release only what was never captured. Somebody has to look.
      deps.log('error', 'an order ended although its money was taken', {
        ...{ payment: payment.id, order: payment.order },
        ...traceFields(trace),
      })
      break
    case 'capturing':
    case 'voiding':
    case 'voided':
    case 'closed':
    case 'failed':
      break
  }
  if (payment.state === 'voiding' && payment.intent) {
    const intent = await voidIntent(deps, payment.intent)
    if (intent.status === 'requires_capture') throw new Error(`intent ${intent.id} could not be given back yet`)
    change = observe(payment, intent)
  }
  await deps.payments.save(payment, change, trace, hear(SCHEMA, message))
}
