import Stripe from 'stripe'
import { Problem } from '#shared/http/problem'
import { newId } from '#shared/ids'
import { traceFields } from '#shared/log'
import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear, heardVersions } from '#shared/postgres/inbox'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { close, isExact, misfit, type Payment, refuse, win } from '../payment.ts'
import { posting } from '../store/payments.ts'
import { askLateRefund, askRefund } from '../store/refunds.ts'
import { driveRefund } from './drive-refund.ts'
import {
  type FollowDeps,
  finishCapture,
  finishReturn,
  followIntent,
  lateRefundOf,
  noteMisfit,
  salesOf,
} from './follow-intent.ts'
import { retrieveIntent } from './stripe-calls.ts'

type Needs = FollowDeps & Pick<Deps, 'db'>
type AboutOrder = { order: Payment['order'] }

/** An order will want paying. */
export const expectPayment = ({ payments }: Needs, message: Message<string, DataOf<'order.held'>>, trace: Trace) => {
  const { order, buyer, seller, amount, currency } = message.data
  const own = { id: newId('payment'), traceparent: traceparent(trace) }
  const expected = { ...own, order, buyer, seller: seller ?? null, price: { amount, currency } }
  return payments.expect(expected, hear(SCHEMA, message))
}

const paymentFor = async ({ payments }: Needs, message: Message<string, AboutOrder>): Promise<Payment> => {
  const payment = await payments.findByOrder(message.data.order)
  if (!payment) throw new Error(`message ${message.id} is about an order nobody told us of: ${message.data.order}`)
  return payment
}

/** Whether it is this message's turn. What moves money looks before it does; writing looks again. */
const isItsTurn = async ({ db }: Needs, { aggregate, version }: Message<string, unknown>) => {
  const heard = (await heardVersions(db, SCHEMA, [aggregate]))[aggregate] ?? 0
  if (version > heard + 1) throw new Problem('unavailable', 'Earlier messages are still on their way')
  return version === heard + 1
}

/** Nothing to do but to remember it was said. */
export const note = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  await deps.payments.save(await paymentFor(deps, message), undefined, trace, hear(SCHEMA, message))
}

/** The order is paid. One that cost nothing never needed a payment. */
export const settle = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  const payment = await paymentFor(deps, message)
  const change = payment.state === 'awaited' ? close(payment) : undefined
  await deps.payments.save(payment, change, trace, hear(SCHEMA, message))
}

/** Keeps what was charged at once, if it is what the order was promised. */
const keepTaken = async (deps: Needs, payment: Payment, message: Message<string, AboutOrder>, trace: Trace) => {
  const intent = await retrieveIntent(deps, payment.intent ?? '')
  const exact = isExact(payment, intent)
  if (!exact) noteMisfit(deps, payment, intent)
  const saved = await deps.payments.save(
    ...([payment, exact ? win(payment) : misfit(payment), trace, hear(SCHEMA, message)] as const),
    ...posting(salesOf(payment, intent)),
    ...(exact ? [] : [askLateRefund(lateRefundOf(payment, intent))]),
  )
  await finishReturn(deps, saved, trace)
}

/** The order has won its units: take the money. Only now. */
export const takeMoney = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  let payment = await paymentFor(deps, message)
  if (!(await isItsTurn(deps, message))) return note(deps, message, trace)
  if (payment.state === 'taken') return keepTaken(deps, payment, message, trace)
  const won = win(payment)
  if (won?.payment.state === payment.state) {
    deps.log('error', 'an order counts on money that was let go of', { payment: payment.id, order: payment.order })
  }
  if (won?.payment.state === 'capturing') payment = await deps.payments.save(payment, won, trace)
  if (payment.state === 'capturing' && payment.intent) {
    await finishCapture(deps, payment, payment.intent, trace, hear(SCHEMA, message))
    return
  }
  await deps.payments.save(payment, won, trace, hear(SCHEMA, message))
}

/** Makes sure that nobody can pay on the session any more; the intent by which somebody has paid on it, if somebody has. */
const endSession = async ({ stripe }: Needs, session: string): Promise<string | undefined> => {
  try {
    await stripe.checkout.sessions.expire(session)
    return undefined
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session)
    return typeof intent === 'string' ? intent : intent?.id
  }
}

/** Nobody may pay any more. What was paid at the last moment is told to the order, which decides. */
const closeDown = async (deps: Needs, payment: Payment, trace: Trace): Promise<Payment> => {
  const paidBy = payment.session ? await endSession(deps, payment.session) : undefined
  if (paidBy) await followIntent(deps, payment.id, paidBy, trace)
  const now = (await deps.payments.find(payment.id)) ?? payment
  return deps.payments.save(now, close(now), trace)
}

/** What the order does not want goes back: what is set aside is voided, what was taken is refunded. */
const letGo = async (deps: Needs, payment: Payment, trace: Trace) => {
  const intent = payment.state === 'taken' ? await retrieveIntent(deps, payment.intent ?? '') : undefined
  const back = intent ? [askLateRefund(lateRefundOf(payment, intent))] : []
  const after = await deps.payments.save(payment, refuse(payment), trace, undefined, ...back)
  if (after.state === 'voiding' || after.state === 'returning') {
    await followIntent(deps, after.id, after.intent ?? '', trace)
  }
}

/** The order has ended: nobody may pay any more, and what somebody paid meanwhile is the order's to decide about. */
export const endPayment = async (deps: Needs, message: Message<string, DataOf<'order.released'>>, trace: Trace) => {
  let payment = await paymentFor(deps, message)
  if (!(await isItsTurn(deps, message))) return note(deps, message, trace)
  if (payment.state === 'open') payment = await closeDown(deps, payment, trace)
  const closed = close(payment)
  // An order whose hold ran out may yet take its units again for money that we have told it about: its answer comes.
  if (closed) payment = await deps.payments.save(payment, closed, trace)
  else if (message.data.because !== 'expired') await letGo(deps, payment, trace)
  if (payment.state === 'captured') {
    // Cannot come from our own orders: they release only what was never captured. Somebody has to look.
    const story = { payment: payment.id, order: payment.order, ...traceFields(trace) }
    deps.log('error', 'an order ended although its money was taken', story)
  }
  await deps.payments.save(payment, undefined, trace, hear(SCHEMA, message))
}

/** The order refuses this money, now and for good. */
export const giveBack = async (deps: Needs, message: Message<string, AboutOrder>, trace: Trace) => {
  let payment = await paymentFor(deps, message)
  if (!(await isItsTurn(deps, message))) return note(deps, message, trace)
  if (payment.state === 'open') payment = await closeDown(deps, payment, trace)
  else await letGo(deps, payment, trace)
  await deps.payments.save(payment, undefined, trace, hear(SCHEMA, message))
}

/** Money goes back. It is written down before Stripe is asked: whatever becomes of us then, the sweep goes on with it. */
export const refundOrder = async (
  deps: Needs,
  message: Message<string, DataOf<'order.refund-asked'>>,
  trace: Trace,
) => {
  const payment = await paymentFor(deps, message)
  const { refund, order, amount, currency, attempt, because, atOwnExpense = false } = message.data
  const asked = {
    ...{ id: refund, payment: payment.id, order, amount, currency, intent: payment.intent },
    ...{ because, attempt, atOwnExpense },
  }
  await deps.payments.save(payment, undefined, trace, hear(SCHEMA, message), askRefund(asked))
  const found = await deps.refunds.find(refund)
  if (!found) return
  await driveRefund(deps, found, trace).catch((error: unknown) =>
    deps.log('warn', 'a refund waits for the next sweep', { refund, payment: payment.id, order, error }),
  )
}
