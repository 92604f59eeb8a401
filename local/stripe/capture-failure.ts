import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { Failure, refused } from './errors.ts'
import type { Injected } from './faults.ts'
import { cancelIntent } from './payment-intents.ts'

/** Lets a capture fail when a test asked for it, in one of the two ways captures fail. */
export const captureFailure = (account: Account, inject: Injected) => (intent: Stripe.PaymentIntent) => {
  if (intent.status !== 'requires_capture') return
  const fault = inject.capture(intent.id)
  if (fault === null) return
  if (fault === 'lapsed') {
    cancelIntent(account, intent, 'automatic')
    throw refused('The authorisation of this payment has lapsed, so it cannot be captured.', {
      code: 'charge_expired_for_capture',
      payment_intent: structuredClone(intent),
    })
  }
  throw new Failure(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    charge: String(intent.latest_charge),
    payment_intent: structuredClone(intent),
  })
}
