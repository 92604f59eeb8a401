import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency } from '#shared/money'

// Spoken by payments. The aggregate is the payment; of what is said about a seller's payouts it is the seller's account.

const PaymentMessage = z.object({ payment: idOf('payment'), order: idOf('order') })

/** The buyer's bank has set the amount aside; nothing is charged yet. */
export const PaymentAuthorized = PaymentMessage.extend({ amount: z.int().positive(), currency: Currency })
export const PaymentCaptured = PaymentMessage
/** The authorisation can no longer be captured. */
export const PaymentFailed = PaymentMessage
/** The authorisation was given back; nothing was charged. */
export const PaymentVoided = PaymentMessage

const RefundMessage = PaymentMessage.extend({ refund: idOf('refund') })

/** Stripe has taken the refund: the money is on its way to the buyer. */
export const PaymentRefunded = RefundMessage.extend({ amount: z.int().positive(), currency: Currency })
/** Stripe refused the refund, or the buyer's bank sent it back, be it days later. */
export const PaymentRefundFailed = RefundMessage.extend({ why: z.string() })

/** The buyer disputes the payment with their bank: `open`, and in the end `won` or `lost` (by the store). */
export const PaymentDisputed = PaymentMessage.extend({
  dispute: z.string(),
  amount: z.int().nonnegative(),
  currency: Currency,
  reason: z.string(),
  state: z.enum(['open', 'won', 'lost']),
})

/** Whether a seller can be paid, and so may sell what costs something; `why` not, where not. */
export const SellerPayoutsChanged = z.object({
  seller: idOf('account'),
  enabled: z.boolean(),
  why: z.string().nullable(),
})

export const paymentsMessages = {
  'payment.authorized': PaymentAuthorized,
  'payment.captured': PaymentCaptured,
  'payment.failed': PaymentFailed,
  'payment.voided': PaymentVoided,
  'payment.refunded': PaymentRefunded,
  'payment.refund-failed': PaymentRefundFailed,
  'payment.disputed': PaymentDisputed,
  'seller.payouts-changed': SellerPayoutsChanged,
} as const
