import Stripe from 'stripe'
import { traceFields } from '#shared/log'
import { signalOf } from '#shared/postgres/inbox'
import { continueTrace, type Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Intent, isForeign, observe, type Payment } from '../payment.ts'

type Needs = Pick<Deps, 'payments' | 'stripe' | 'log'>

const TRIES = 5

export const intentOf = (intent: Stripe.PaymentIntent): Intent => ({
  id: intent.id,
  status: intent.status,
  amount: intent.amount,
  capturable: intent.amount_capturable,
  currency: intent.currency,
})

/** Stripe refused for a reason that asking again does not change. */
const isRefusal = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError

// Neither call below has an Idempotency-Key of ours. An intent can be taken or given back once, however often that is asked;
// but under a key that stays the same Stripe would repeat a failure of its own for a day.

/** Gives an authorisation back. When Stripe refuses, the intent says what is the case: taken, lapsed, or given back already. */
export const voidIntent = async ({ stripe }: Pick<Deps, 'stripe'>, id: string) => {
  try {
    return intentOf(await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' }))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return intentOf(await stripe.paymentIntents.retrieve(id))
  }
}

/** Takes the money. What the bank refuses now is given back for good; then the order has lost its payment. */
export const captureIntent = async ({ stripe }: Pick<Deps, 'stripe'>, id: string) => {
  try {
    return intentOf(await stripe.paymentIntents.capture(id))
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return voidIntent({ stripe }, id)
    if (!isRefusal(error)) throw error
    return intentOf(await stripe.paymentIntents.retrieve(id))
  }
}

/** The trace of the order a payment is for, whoever goes on with it: a person, a message, Stripe or the sweep. */
export const traceOf = ({ traceparent }: Payment, otherwise: Trace): Trace =>
  traceparent === null ? otherwise : continueTrace(traceparent)

/** Takes the money of an order that has won its units, where whoever began it got no further. */
export const finishCapture = async (deps: Needs, payment: Payment, intentId: string, trace: Trace) => {
  const change = observe(payment, await captureIntent(deps, intentId))
  if (!change) throw new Error(`intent ${intentId} could not be captured yet`)
  await deps.payments.save(payment, change, traceOf(payment, trace)).catch((error: unknown) => {
    // The message or a webhook came at the same moment, and has written the same.
    if (signalOf(error) !== 'overtaken') throw error
  })
}

/** Brings a payment into line with its intent as Stripe has it now, giving money back where nobody may keep it. */
export const followIntent = async (deps: Needs, id: Payment['id'], intentId: string, trace: Trace): Promise<void> => {
  let intent = intentOf(await deps.stripe.paymentIntents.retrieve(intentId))
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const payment = await deps.payments.find(id)
    if (!payment)
      return deps.log('error', 'an intent names a payment that is not here', { payment: id, intent: intentId })
    const own = traceOf(payment, trace)
    const story = { payment: id, order: payment.order, intent: intentId, ...traceFields(own) }
    if (isForeign(payment, intent)) {
      deps.log('warn', 'a second authorisation for one order is given back', story)
      if (intent.status === 'requires_capture') await voidIntent(deps, intentId)
      return
    }
    const change = observe(payment, intent)
    try {
      const saved = await deps.payments.save(payment, change, own)
      if (change) deps.log('info', 'the payment follows Stripe', { ...story, state: saved.state })
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
