import Stripe from 'stripe'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
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

/**
 * Does something to an intent and returns what it has become. When Stripe refuses, the intent itself says what is the case:
 * taken already, lapsed, or given back by somebody else.
 */
const act = async ({ stripe }: Pick<Deps, 'stripe'>, id: string, action: () => Promise<Stripe.PaymentIntent>) => {
  try {
    return intentOf(await action())
  } catch (error) {
    if (!isRefusal(error)) throw error
    return intentOf(await stripe.paymentIntents.retrieve(id))
  }
}

export const captureIntent = (deps: Pick<Deps, 'stripe'>, id: string) =>
  act(deps, id, () => deps.stripe.paymentIntents.capture(id, {}, { idempotencyKey: `capture:${id}` }))

export const voidIntent = (deps: Pick<Deps, 'stripe'>, id: string) =>
  act(deps, id, () =>
    deps.stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' }, { idempotencyKey: `void:${id}` }),
  )

/** Brings a payment into line with its intent as Stripe has it now, giving money back where nobody may keep it. */
export const followIntent = async (deps: Needs, id: Payment['id'], intentId: string, trace: Trace): Promise<void> => {
  let intent = intentOf(await deps.stripe.paymentIntents.retrieve(intentId))
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const payment = await deps.payments.find(id)
    if (!payment)
      return deps.log('error', 'an intent names a payment that is not here', { payment: id, intent: intentId })
    if (isForeign(payment, intent)) {
      deps.log('warn', 'a second authorisation for one order is given back', { payment: id, intent: intentId })
      if (intent.status === 'requires_capture') await voidIntent(deps, intentId)
      return
    }
    const change = observe(payment, intent)
    try {
      const saved = await deps.payments.save(payment, change, trace)
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
