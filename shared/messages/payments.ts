import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency } from '#shared/money'

// Spoken by payments. The aggregate is the payment.

const PaymentMessage = z.object({ payment: idOf('payment'), order: idOf('order') })

/** The buyer's bank has set the amount aside; nothing is charged yet. */
export const PaymentAuthorized = PaymentMessage.extend({ amount: z.int().positive(), currency: Currency })
export const PaymentCaptured = PaymentMessage
/** The authorisation can no longer be captured. */
export const PaymentFailed = PaymentMessage
/** The authorisation was given back; nothing was charged. */
export const PaymentVoided = PaymentMessage

export const paymentsMessages = {
  'payment.authorized': PaymentAuthorized,
  'payment.captured': PaymentCaptured,
  'payment.failed': PaymentFailed,
  'payment.voided': PaymentVoided,
} as const
