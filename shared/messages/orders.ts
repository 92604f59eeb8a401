import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency } from '#shared/money'

// Spoken by orders. The aggregate is the order.

/** Why an order's units went back on sale. */
export const ReleaseReason = z.enum(['expired', 'cancelled', 'declined', 'capture-failed'])
export type ReleaseReason = z.infer<typeof ReleaseReason>

const OrderMessage = z.object({ order: idOf('order') })

export const OrderHeld = OrderMessage.extend({
  buyer: idOf('account'),
  event: idOf('event'),
  amount: z.int().nonnegative(),
  currency: Currency,
  expiresAt: z.iso.datetime({ offset: true }),
})
export const OrderExtended = OrderMessage.extend({ expiresAt: z.iso.datetime({ offset: true }) })
export const OrderConfirmed = OrderMessage.extend({ payment: idOf('payment') })
export const OrderPaid = OrderMessage.extend({ payment: idOf('payment').nullable() })
export const OrderReleased = OrderMessage.extend({ because: ReleaseReason })
/** The money came too late or for something else: give it back. */
export const OrderPaymentRefused = OrderMessage.extend({ payment: idOf('payment') })

export const ordersMessages = {
  'order.held': OrderHeld,
  'order.extended': OrderExtended,
  'order.confirmed': OrderConfirmed,
  'order.paid': OrderPaid,
  'order.released': OrderReleased,
  'order.payment-refused': OrderPaymentRefused,
} as const
