import { isBought } from '../order.ts'
import { refundable } from '../refund.ts'
import type { Sold, SoldOne } from '../store/sales.ts'
import { eventView, linesView, passesWithAdmissions, refundsView } from './view.ts'

const WENT = new Set(['done', 'settled'])

/** What a seller is shown of what they sold. */
export const saleView = ({ order, buyerName }: Sold) => {
  const { currency } = order.total
  const refunds = isBought(order) ? order.refunds : []
  const went = refunds.reduce((sum, { state, amount }) => sum + (WENT.has(state) ? amount : 0), 0)
  return {
    id: order.id,
    state: order.state,
    items: linesView(order),
    total: order.total,
    /** What is on its way back to the buyer, or there; and what could still be given back. */
    refunded: { amount: went, currency },
    refundable: { amount: refundable(order), currency },
    refunds: refundsView(order),
    passes: passesWithAdmissions(order),
    frozen: isBought(order) && order.frozenAt !== null,
    paidAt: isBought(order) ? order.closedAt.toISOString() : null,
    buyer: order.buyer,
    /** What the buyer is called; null where that is not known (yet), or the account is gone. */
    buyerName,
    version: order.version,
  }
}

/** The same order by itself: with what it is for, and all that has happened to it. */
export const wholeSaleView = ({ buyerGone, resends, ...sold }: SoldOne) => ({
  ...saleView(sold),
  event: eventView(sold.order.event),
  heldAt: sold.order.heldAt.toISOString(),
  frozenAt: isBought(sold.order) ? (sold.order.frozenAt?.toISOString() ?? null) : null,
  /** The hold had run out when the money came, and it got its tickets after all: `same` or `equal` ones. */
  retaken: sold.order.retaken,
  /** There is nobody to write to any more. */
  buyerGone,
  /** When the tickets were sent by mail again, and who asked for it; the latest twenty. */
  resends: resends.map(({ at, by }) => ({ at: new Date(at).toISOString(), by })),
})

export type SaleView = ReturnType<typeof saleView>
