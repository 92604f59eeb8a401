import { newId } from '#shared/ids'
import { traceFields } from '#shared/log'
import { signalOf } from '#shared/postgres/inbox'
import { continueTrace, type Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { sale } from '../movements.ts'
import { type Intent, isExact, isForeign, observe, type Payment } from '../payment.ts'
import { posting, type Write } from '../store/payments.ts'
import { askLateRefund } from '../store/refunds.ts'
import { driveRefund } from './drive-refund.ts'
import { captureIntent, retrieveIntent, voidIntent } from './stripe-calls.ts'

export type FollowDeps = Pick<Deps, 'payments' | 'refunds' | 'stripe' | 'log' | 'metrics'>

const TRIES = 5

/** The trace of the order a payment is for, whoever goes on with it: a person, a message, Stripe or the sweep. */
export const traceOf = ({ traceparent }: Payment, otherwise: Trace): Trace =>
  traceparent === null ? otherwise : continueTrace(traceparent)

/** The lines of the ledger that go with an intent: those of the money that was taken by it, if any was. */
export const salesOf = (payment: Payment, { status, charge }: Intent) =>
  status === 'succeeded' && charge ? sale(payment, charge) : []

/** What the whole of an intent is paid back by. */
export const lateRefundOf = (payment: Payment, { id, charge, amount }: Intent) => ({
  ...{ id: newId('refund'), payment: payment.id, order: payment.order, intent: id },
  ...{ amount: charge?.amount ?? amount, currency: payment.currency },
})

/** Somebody has captured a part of it by hand, or asked for another amount: it goes back, and somebody should know. */
export const noteMisfit = ({ log }: FollowDeps, payment: Payment, intent: Intent) =>
  log('error', 'money of a wrong amount is not kept', {
    ...{
      alert: 'wrong-amount',
      payment: payment.id,
      order: payment.order,
      intent: intent.id,
      promised: payment.amount,
    },
    ...{ amount: intent.amount, received: intent.received },
  })

/**
 * Takes the money of an order that has won its units, and notes that in the same write as `hear`. Money that is not exactly
 * what the order was promised is given back instead, and the order loses its payment.
 */
export const finishCapture = async (
  deps: FollowDeps,
  payment: Payment,
  intentId: string,
  trace: Trace,
  hear?: Write,
) => {
  const authorized = await retrieveIntent(deps, intentId)
  const exact = isExact(payment, authorized)
  if (!exact) noteMisfit(deps, payment, authorized)
  const intent = exact ? await captureIntent(deps, intentId) : await voidIntent(deps, intentId)
  if (!observe(payment, intent)) throw new Error(`intent ${intentId} could not be captured yet`)
  const saved = await save(deps, payment, intent, traceOf(payment, trace), hear)
  await finishReturn(deps, saved, trace)
  return saved
}

/** Pays back what a payment that is `returning` had taken. */
export const finishReturn = async (deps: FollowDeps, payment: Payment, trace: Trace) => {
  if (payment.state !== 'returning' || !payment.intent) return
  const late = await deps.refunds.findLate(payment.intent)
  if (late) await driveRefund(deps, late, trace)
}

/** A second intent for one order: nobody is charged twice, so it goes back at once, whatever the order says. */
const letGo = async (deps: FollowDeps, payment: Payment, intent: Intent, trace: Trace) => {
  if (intent.status === 'requires_capture') {
    const after = await voidIntent(deps, intent.id)
    if (after.status !== 'succeeded') return
    return letGo(deps, payment, after, trace)
  }
  if (intent.status !== 'succeeded') return
  await deps.payments.save(payment, undefined, trace, undefined, ...posting(salesOf(payment, intent)))
  await deps.refunds.ask(lateRefundOf(payment, intent))
  const late = await deps.refunds.findLate(intent.id)
  if (late) await driveRefund(deps, late, trace)
}

/** Writes down what an intent comes to, with what was taken by it and, where it goes back, that it is asked back. */
const save = async (deps: FollowDeps, payment: Payment, intent: Intent, trace: Trace, hear?: Write) => {
  const change = observe(payment, intent)
  if (!change) return payment
  const back = change.payment.state === 'returning' ? [askLateRefund(lateRefundOf(payment, intent))] : []
  return deps.payments.save(payment, change, trace, hear, ...posting(salesOf(payment, intent)), ...back)
}

/** Brings a payment into line with its intent as Stripe has it now, and goes on with what was left half-done. */
export const followIntent = async (
  deps: FollowDeps,
  id: Payment['id'],
  intentId: string,
  trace: Trace,
): Promise<void> => {
  let intent = await retrieveIntent(deps, intentId)
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const payment = await deps.payments.find(id)
    if (!payment)
      return deps.log('error', 'an intent names a payment that is not here', { payment: id, intent: intentId })
    const own = traceOf(payment, trace)
    const story = { payment: id, order: payment.order, intent: intentId, ...traceFields(own) }
    if (isForeign(payment, intent)) {
      if (intent.status === 'requires_capture' || intent.status === 'succeeded')
        deps.log('warn', 'a second payment for one order is given back', story)
      return letGo(deps, payment, intent, own)
    }
    try {
      const saved = await save(deps, payment, intent, own)
      if (saved.version !== payment.version || saved.state !== payment.state)
        deps.log('info', 'the payment follows Stripe', { ...story, state: saved.state })
      if (payment.state === 'capturing' && saved.state === 'returning') noteMisfit(deps, payment, intent)
      if (saved.state === 'returning') return await finishReturn(deps, saved, own)
      if (saved.state !== 'voiding') return
      intent = await voidIntent(deps, intentId)
      if (intent.status === 'requires_capture') throw new Error(`intent ${intentId} could not be given back`)
      if (!observe(saved, intent)) return
    } catch (error) {
      if (signalOf(error) !== 'overtaken') throw error
    }
  }
  throw new Error(`payment ${id} does not come to rest`)
}
