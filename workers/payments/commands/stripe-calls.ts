import Stripe from 'stripe'
import type { Deps } from '../deps.ts'
import type { Charge, Intent } from '../payment.ts'

type Asks = Pick<Deps, 'stripe'>

const CHARGE = { expand: ['latest_charge.balance_transaction'] }

const accountIn = (data: { destination: string | { id: string } } | null | undefined) =>
  data ? (typeof data.destination === 'string' ? data.destination : data.destination.id) : null

/** When its money came, where Stripe knows that already: an authorisation may be days older. */
const cameAt = ({ balance_transaction: line, created }: Stripe.Charge) =>
  new Date((typeof line === 'object' && line ? line.created : created) * 1000)

const chargeOf = (charge: Stripe.Charge): Charge => ({
  ...{ id: charge.id, amount: charge.amount_captured, fee: charge.application_fee_amount ?? 0 },
  ...{ destination: accountIn(charge.transfer_data), at: cameAt(charge) },
})

export const intentOf = (intent: Stripe.PaymentIntent): Intent => ({
  ...{ id: intent.id, status: intent.status, amount: intent.amount, capturable: intent.amount_capturable },
  ...{ received: intent.amount_received, currency: intent.currency },
  charge: typeof intent.latest_charge === 'object' && intent.latest_charge ? chargeOf(intent.latest_charge) : null,
})

/** An intent as it is at Stripe now. */
export const retrieveIntent = async ({ stripe }: Asks, id: string) =>
  intentOf(await stripe.paymentIntents.retrieve(id, CHARGE))

/** Stripe refused for a reason that asking again does not change. */
export const isRefusal = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError || error instanceof Stripe.errors.StripeCardError

// Neither call below has an Idempotency-Key of ours. An intent can be taken or given back once, however often that is asked;
// but under a key that stays the same Stripe would repeat a failure of its own for a day.

/** Gives an authorisation back. When Stripe refuses, the intent says what is the case: taken, lapsed, or given back already. */
export const voidIntent = async ({ stripe }: Asks, id: string) => {
  try {
    return intentOf(await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned', ...CHARGE }))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return retrieveIntent({ stripe }, id)
  }
}

/**
 * Takes the money. What the bank refuses now is given back for good, and so is what Stripe refuses to take, as for a seller who
 * may not be paid any more: taken days later it might be for an event that is over. Then the order has lost its payment.
 */
export const captureIntent = async ({ stripe }: Asks, id: string) => {
  try {
    return intentOf(await stripe.paymentIntents.capture(id, CHARGE))
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return voidIntent({ stripe }, id)
    if (!isRefusal(error)) throw error
    const intent = await retrieveIntent({ stripe }, id)
    return intent.status === 'requires_capture' ? voidIntent({ stripe }, id) : intent
  }
}
