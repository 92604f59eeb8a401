import { type Cell, decimal } from '#shared/csv'
import type { Sold } from '../store/sales.ts'
import { saleView } from './sale-view.ts'

/** A row of a file, and the order after which the next page begins. */
type Row = { position: string; cells: readonly Cell[] }

export const ORDER_HEAD = [
  'order',
  'state',
  'paid_at',
  'tickets',
  'what',
  'currency',
  'total',
  'refunded',
  'buyer',
  'buyer_name',
]

/** One sold order as a row. Amounts are decimals of its currency, instants ISO 8601 in UTC. */
export const orderRow = (sold: Sold): Row => {
  const { id, state, frozen, paidAt, items, total, refunded, buyer, buyerName } = saleView(sold)
  const what = items.map(({ quantity, name }) => `${quantity} × ${name}`).join('; ')
  const tickets = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const money = [total, refunded].map(({ amount, currency }) => ({ decimal: decimal(amount, currency) }))
  return {
    position: id,
    cells: [id, frozen ? 'disputed' : state, paidAt, tickets, what, total.currency, ...money, buyer, buyerName],
  }
}

export const TICKET_HEAD = [
  ...['order', 'ticket_type', 'section', 'row', 'seat'],
  ...['state', 'paid_at', 'admitted_at', 'buyer', 'buyer_name'],
]

/** A row for each ticket of a sold order: who is to be let in, and who is not any more. An order that is being paid has none yet. */
export const ticketRows = (sold: Sold): Row[] => {
  const { id, passes, paidAt, buyer, buyerName } = saleView(sold)
  return passes.map(({ name, seat, state }, index) => ({
    position: id,
    cells: [
      ...[id, name, seat?.section ?? null, seat?.row ?? null, seat?.seat ?? null, state, paidAt],
      ...[sold.order.tickets[index]?.admittedAt?.toISOString() ?? null, buyer, buyerName],
    ],
  }))
}
