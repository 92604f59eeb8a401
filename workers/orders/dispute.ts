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

/** What a dispute's state means for the order. Lost, it stays as it is: the bank has given the money back. */
export const disputed = (
  order: Order,
  state: 'open' | 'won' | 'lost',
  refund: Id<'refund'>,
  now: Date,
): Change | undefined => {
  switch (state) {
    case 'open':
    case 'lost':
      return freeze(order, now)
    case 'won':
      return thaw(order, refund, now)
  }
}
