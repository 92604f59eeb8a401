import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency } from '#shared/money'

// Spoken by orders. The aggregate is the order.

/** Why an order's units went back on sale. */
export const ReleaseReason = z.enum(['expired', 'cancelled', 'declined', 'capture-failed', 'event-cancelled'])
export type ReleaseReason = z.infer<typeof ReleaseReason>

const OrderMessage = z.object({ order: idOf('order') })

/** Who bought, and for what: all that somebody who writes to people has to know. Absent in what was said before anybody did. */
export const OrderSubject = z.object({
  buyer: idOf('account'),
  event: idOf('event'),
  title: z.string(),
  venue: z.string(),
  city: z.string(),
  startsAt: z.iso.datetime({ offset: true }),
  timeZone: z.string(),
  /** Why the event does not take place, in its seller's words; null while it does. */
  cancelled: z.string().nullable(),
})
export type OrderSubject = z.infer<typeof OrderSubject>

/** Tickets of one type that were bought, with their places where these have names. `price` is that of one, in minor units. */
export const OrderLine = z.object({
  name: z.string(),
  quantity: z.int().positive(),
  price: z.int().nonnegative(),
  seats: z.array(z.object({ section: z.string(), row: z.string(), seat: z.int().positive() })).nullish(),
})
export type OrderLine = z.infer<typeof OrderLine>

export const OrderHeld = OrderMessage.extend({
  buyer: idOf('account'),
  event: idOf('event'),
  /** Who gets the money; absent in what was said before sellers were paid. */
  seller: idOf('account').nullish(),
  amount: z.int().nonnegative(),
  currency: Currency,
  expiresAt: z.iso.datetime({ offset: true }),
})
export const OrderExtended = OrderMessage.extend({ expiresAt: z.iso.datetime({ offset: true }) })
export const OrderConfirmed = OrderMessage.extend({ payment: idOf('payment') })
export const OrderPaid = OrderMessage.extend({
  payment: idOf('payment').nullable(),
  subject: OrderSubject.nullish(),
  lines: z.array(OrderLine).nullish(),
  amount: z.int().nonnegative().nullish(),
  currency: Currency.nullish(),
})
export const OrderReleased = OrderMessage.extend({ because: ReleaseReason })
/** Why money is not taken: it came after the hold had ended, the event is called off, or it was not what the order asks for. */
export const RefusalReason = z.enum(['late', 'event-cancelled', 'not-asked-for'])
export type RefusalReason = z.infer<typeof RefusalReason>

/** The money came too late or for something else: give it back. */
export const OrderPaymentRefused = OrderMessage.extend({
  payment: idOf('payment'),
  because: RefusalReason.nullish(),
  subject: OrderSubject.nullish(),
})

/** Who decided that money goes back. */
export const RefundReason = z.enum(['seller', 'operator', 'event-cancelled'])
export type RefundReason = z.infer<typeof RefundReason>

/**
 * Money goes back, so much of it (minor units). The passes it is for are worth nothing from this moment; their units are
 * nobody else's before the money is on its way. `attempt` counts from 1: an operator may ask again after a failure.
 */
export const OrderRefundAsked = OrderMessage.extend({
  payment: idOf('payment'),
  refund: idOf('refund'),
  amount: z.int().positive(),
  currency: Currency,
  attempt: z.int().positive(),
  because: RefundReason,
  /** The seller keeps their share, and the installation pays for the refund alone. */
  atOwnExpense: z.boolean().optional(),
  subject: OrderSubject.nullish(),
})
/** The money is on its way: `units` of the order's units are its own no more. `whole`: none is left, the order has ended. */
export const OrderRefunded = OrderMessage.extend({
  refund: idOf('refund').nullable(),
  amount: z.int().nonnegative(),
  currency: Currency,
  units: z.int().nonnegative(),
  whole: z.boolean(),
  because: RefundReason.nullish(),
  /** What whoever decided it says to the buyer. */
  reason: z.string().nullish(),
  subject: OrderSubject.nullish(),
})
/** The money did not get back to the buyer: somebody has to look. */
export const OrderRefundFailed = OrderMessage.extend({ refund: idOf('refund'), why: z.string() })
/** Nobody gets in with this order's passes while its payment is disputed, or for good where the dispute was lost. */
export const OrderFrozen = OrderMessage.extend({ frozen: z.boolean() })
/**
 * Somebody wants the mail with the tickets once more: with those that are still the buyer's, and what was paid for them. The
 * aggregate is the resend, not the order: it changes nothing of the order, and payments need not follow it.
 */
export const OrderTicketsAskedFor = OrderMessage.extend({
  resend: idOf('resend'),
  subject: OrderSubject,
  lines: z.array(OrderLine).min(1),
  amount: z.int().nonnegative(),
  currency: Currency,
})

export const ordersMessages = {
  'order.held': OrderHeld,
  'order.extended': OrderExtended,
  'order.confirmed': OrderConfirmed,
  'order.paid': OrderPaid,
  'order.released': OrderReleased,
  'order.payment-refused': OrderPaymentRefused,
  'order.refund-asked': OrderRefundAsked,
  'order.refunded': OrderRefunded,
  'order.refund-failed': OrderRefundFailed,
  'order.frozen': OrderFrozen,
  'order.tickets-asked-for': OrderTicketsAskedFor,
} as const
