import { newId } from '#shared/ids'
import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { disputed } from '../dispute.ts'
import { type Change, confirm, expire, failPayment, mayBeRetaken, type Order } from '../order.ts'
import { payOrPayBack, refundDone, refundFailed } from '../refund.ts'

type AboutOrder = { order: Order['id'] }

const subjectOf = async ({ orders }: Pick<Deps, 'orders'>, message: Message<string, AboutOrder>) => {
  const found = await orders.find(message.data.order)
  if (!found) throw new Error(`message ${message.id} is about an order that is not here: ${message.data.order}`)
  return found
}

/** Load, decide, save for what another service says about an order; an order we never had needs no decision. */
const decided =
  <Data extends AboutOrder>(decide: (order: Order, data: Data, now: Date) => Change | undefined, ordered = true) =>
  async ({ orders }: Pick<Deps, 'orders'>, message: Message<string, Data>, trace: Trace) => {
    const found = await subjectOf({ orders }, message)
    const change = decide(found.order, message.data, found.now)
    await orders.save(found.order, change, trace, hear(SCHEMA, message, ordered))
  }

/** The authorised payment wins the units, or is refused; late, it wins what is still to be had. */
export const confirmOrder = async (
  { orders }: Pick<Deps, 'orders'>,
  message: Message<string, DataOf<'payment.authorized'>>,
  trace: Trace,
) => {
  const { payment, amount, currency } = message.data
  const { order, now } = await subjectOf({ orders }, message)
  if (mayBeRetaken(order, { amount, currency }, now)) {
    return orders.retake(order, payment, trace, hear(SCHEMA, message))
  }
  await orders.save(order, confirm(order, payment, { amount, currency }, now), trace, hear(SCHEMA, message))
}

/** The money is in: the tickets are the buyer's, unless the event was cancelled meanwhile. */
export const payOrder = decided((order, data: DataOf<'payment.captured'>, now) =>
  payOrPayBack(order, data.payment, newId('refund'), now),
)

/** The money could not be taken: the units go back on sale. */
export const failOrder = decided((order, data: DataOf<'payment.failed'>, now) => failPayment(order, data.payment, now))

/** The money went back. Mostly the order has ended already; one that was still to be paid by it has ended now. */
export const hearVoid = decided((order, data: DataOf<'payment.voided'>, now) => failPayment(order, data.payment, now))

/** The money is on its way back. */
export const finishRefund = decided((order, data: DataOf<'payment.refunded'>, now) =>
  refundDone(order, data.refund, now),
)

/** The money did not get back: somebody has to look. */
export const failRefund = decided((order, data: DataOf<'payment.refund-failed'>, now) =>
  refundFailed(order, data.refund, data.why, now),
)

/** While the buyer's bank looks into the payment, nobody gets in by it. */
export const hearDispute = decided((order, data: DataOf<'payment.disputed'>, now) =>
  disputed(order, data, newId('refund'), now),
)

/** The end of a hold has come, if it still has. */
export const expireHold = decided(
  (order, _data: DataOf<'order.held'> | DataOf<'order.extended'>, now) => expire(order, now),
  false,
)

/** What is on sale has changed. */
export const putOnSale = async (
  { sale }: Pick<Deps, 'sale'>,
  message: Message<string, DataOf<'event.published'>>,
): Promise<void> => sale.put(message.data, hear(SCHEMA, message))

/** It does not take place: nobody can have tickets for it from this moment. What follows from that, follows (pay-back.ts). */
export const cancelSale = async (
  { sale }: Pick<Deps, 'sale'>,
  message: Message<string, DataOf<'event.cancelled'>>,
): Promise<void> => sale.cancel(message.data.event, message.data.reason, hear(SCHEMA, message))

/** Somebody has an account, or another name. Most never buy anything; who does is known by then. */
export const nameBuyer = async (
  { buyers }: Pick<Deps, 'buyers'>,
  message: Message<string, DataOf<'account.registered'>>,
): Promise<void> => buyers.put(message.data, message.version, hear(SCHEMA, message, false))

/** Somebody is gone: their orders stay, and lead to nobody. */
export const forgetBuyer = async (
  { buyers }: Pick<Deps, 'buyers'>,
  message: Message<string, DataOf<'account.deleted'>>,
): Promise<void> => buyers.erase(message.data.account, message.version, hear(SCHEMA, message, false))
