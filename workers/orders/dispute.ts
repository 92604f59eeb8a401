import type { Id } from '#shared/ids'
import { type Change, isBought, type Order, type Paid, type Refunded } from './order.ts'
import { followedBy, payBack } from './refund.ts'

const frozen = (order: Paid | Refunded, frozenAt: Date | null): Change<Paid | Refunded> => ({
  order: { ...order, frozenAt },
  says: [{ type: 'order.frozen', data: { order: order.id, frozen: frozenAt !== null } }],
})

/** Nobody gets in with the passes of an order whose payment is disputed. */
export const freeze = (order: Order, now: Date): Change | undefined =>
  isBought(order) && !order.frozenAt ? frozen(order, now) : undefined

/** The store has won: the passes are good again; unless the event was cancelled meanwhile, and the money goes back after all. */
export const thaw = (order: Order, refund: Id<'refund'>, now: Date): Change | undefined =>
  isBought(order) && order.frozenAt
    ? followedBy(frozen(order, null), (thawed) => payBack(thawed, refund, now))
    : undefined

/** The bank has given so much back (minor units): the passes are good for nothing, and what is left an operator may give back. */
export const lose = (order: Order, amount: number, now: Date): Change | undefined =>
  isBought(order)
    ? frozen({ ...order, lost: Math.min(order.total.amount, order.lost + amount) }, order.frozenAt ?? now)
    : undefined

/** What a dispute over so much money (minor units), in this state, means for the order. */
export const disputed = (
  order: Order,
  { state, amount }: { state: 'open' | 'won' | 'lost'; amount: number },
  refund: Id<'refund'>,
  now: Date,
): Change | undefined => {
  switch (state) {
    case 'open':
      return freeze(order, now)
    case 'lost':
      return lose(order, amount, now)
    case 'won':
      return thaw(order, refund, now)
  }
}
