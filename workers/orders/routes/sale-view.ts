import { isBought } from '../order.ts'
import { refundable } from '../refund.ts'
import type { Read } from '../store/orders.ts'
import { linesView, passesView, refundsView } from './view.ts'

const WENT = new Set(['done', 'settled'])

/** What a seller is shown of what they sold. */
export const saleView = ({ order }: Read) => {
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
    passes: passesView(order),
    frozen: isBought(order) && order.frozenAt !== null,
    paidAt: isBought(order) ? order.closedAt.toISOString() : null,
    buyer: order.buyer,
    version: order.version,
  }
}

export type SaleView = ReturnType<typeof saleView>
