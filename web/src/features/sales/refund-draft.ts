import { t } from '@lingui/core/macro'
import type { RefundInput, Restock, SaleView, SoldPass } from '../../api/money-types.ts'
import type { Id, Money, Seat } from '../../api/types.ts'
import { seatName } from '../../format/seats.ts'

export type Scope = 'everything' | 'tickets' | 'amount'

/** A refund as a seller puts it together. */
export type RefundDraft = {
  scope: Scope
  /** How many of each ticket type without seats. */
  quantities: Record<string, number>
  /** Which seats, by name. */
  seats: readonly string[]
  amount: string
  restock: Restock
  reason: string
}

export const emptyRefund: RefundDraft = {
  scope: 'everything',
  quantities: {},
  seats: [],
  amount: '',
  restock: 'on-sale',
  reason: '',
}

export const shortestReason = 3

/**
 * What is left of an order, by ticket type: so many tickets, with their seats where they have any, and how many and which of
 * them somebody was let in with.
 */
export type Left = {
  ticketType: Id<'ticketType'>
  name: string
  price: Money
  count: number
  seats: Seat[]
  admitted: { count: number; seats: Seat[] }
}

const isLeft = (pass: SoldPass) => pass.state !== 'void'

const countOf = (passes: SoldPass[]) => ({ count: passes.length, seats: passes.flatMap(({ seat }) => seat ?? []) })

export const leftOf = ({ items, passes }: Pick<SaleView, 'items' | 'passes'>): Left[] =>
  items
    .map(({ ticketType, name, price }) => {
      const own = passes.filter((pass) => pass.ticketType === ticketType && isLeft(pass))
      return { ticketType, name, price, ...countOf(own), admitted: countOf(own.filter(({ admittedAt }) => admittedAt)) }
    })
    .filter(({ count }) => count > 0)

type Chosen = { left: Left; quantity: number; seats: Seat[] }

/** Those of what is left that are chosen. */
export const chosenOf = (sale: SaleView, { quantities, seats }: RefundDraft): Chosen[] =>
  leftOf(sale)
    .map((left) => {
      const own = left.seats.filter((seat) => seats.includes(seatName(seat)))
      const quantity = left.seats.length > 0 ? own.length : Math.min(left.count, quantities[left.ticketType] ?? 0)
      return { left, quantity, seats: own }
    })
    .filter(({ quantity }) => quantity > 0)

/** What a buyer would get, and how many tickets would be void. */
export const effectOf = (
  sale: SaleView,
  draft: RefundDraft,
  typed: number | null,
): { amount: number; tickets: number } => {
  const most = sale.refundable.amount
  switch (draft.scope) {
    case 'everything':
      return { amount: most, tickets: sale.passes.filter(isLeft).length }
    case 'tickets': {
      const chosen = chosenOf(sale, draft)
      const worth = chosen.reduce((sum, { left, quantity }) => sum + left.price.amount * quantity, 0)
      return { amount: Math.min(most, worth), tickets: chosen.reduce((sum, { quantity }) => sum + quantity, 0) }
    }
    case 'amount':
      return { amount: typed ?? 0, tickets: 0 }
  }
}

export const refundInput = (sale: SaleView, draft: RefundDraft, typed: number | null): RefundInput => {
  const reason = draft.reason.trim()
  switch (draft.scope) {
    case 'everything':
      return { restock: draft.restock, reason }
    case 'tickets':
      return {
        items: chosenOf(sale, draft).map(({ left: { ticketType }, quantity, seats }) =>
          seats.length > 0 ? { ticketType, seats } : { ticketType, quantity },
        ),
        restock: draft.restock,
        reason,
      }
    case 'amount':
      return { amount: typed ?? 0, reason }
  }
}

export type RefundWrong = { choice?: string; reason?: string }

/** Only what would be no refund at all; everything else is the server's to judge. */
export const wrongWith = (
  draft: RefundDraft,
  { amount, tickets }: { amount: number; tickets: number },
): RefundWrong => ({
  ...(draft.scope === 'tickets' && tickets === 0 && { choice: t`choose at least one ticket` }),
  ...(draft.scope === 'amount' && amount === 0 && { choice: t`enter an amount like 25 or 25.50` }),
  ...(draft.reason.trim().length < shortestReason && { reason: t`say why, in a few words` }),
})
