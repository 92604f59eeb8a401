import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { type Change, confirm, expire, failPayment, type Order, pay } from '../order.ts'

type AboutOrder = { order: Order['id'] }

/** Load, decide, save for what another service says about an order; an order we never had needs no decision. */
const decided =
  <Data extends AboutOrder>(decide: (order: Order, data: Data, now: Date) => Change | undefined, ordered = true) =>
  async ({ orders }: Pick<Deps, 'orders'>, message: Message<string, Data>, trace: Trace) => {
    const found = await orders.find(message.data.order)
    if (!found) throw new Error(`message ${message.id} is about an order that is not here: ${message.data.order}`)
    const change = decide(found.order, message.data, found.now)
    await orders.save(found.order, change, trace, hear(SCHEMA, message, ordered))
  }

/** The authorised payment wins the units, or is refused. */
export const confirmOrder = decided((order, data: DataOf<'payment.authorized'>) =>
  confirm(order, data.payment, { amount: data.amount, currency: data.currency }),
)

/** The money is in: the tickets are the buyer's. */
export const payOrder = decided((order, data: DataOf<'payment.captured'>, now) => pay(order, data.payment, now))

/** The money could not be taken: the units go back on sale. */
export const failOrder = decided((order, data: DataOf<'payment.failed'>, now) => failPayment(order, data.payment, now))

/** The money went back; the order has ended already. */
export const noteVoid = decided((_order: Order, _data: DataOf<'payment.voided'>) => undefined)

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
