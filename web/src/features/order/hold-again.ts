import type { Availability, Choice, OrderItem } from '../../api/types.ts'

/** What of an ended order is still to be had, as far as is known: each type as often as is left, by name the same seats. */
export const stillThere = (
  items: readonly OrderItem[],
  stock: Availability['events'][string] | undefined,
): { choice: Choice[]; isAll: boolean } => {
  const fitted = items.map(({ ticketType, quantity, seats }) => {
    const left = Math.min(quantity, Math.max(0, stock?.[ticketType]?.available ?? quantity))
    return { ticketType, quantity: left, seats: left === quantity ? seats : null }
  })
  const choice = fitted.filter(({ quantity }) => quantity > 0)
  return { choice, isAll: fitted.every(({ quantity }, n) => quantity === items[n]?.quantity) }
}

/** The same numbers, wherever there is room. */
export const anywhere = (choice: readonly Choice[]): Choice[] =>
  choice.map(({ ticketType, quantity, seats }) => ({ ticketType, quantity, ...(seats ? { apart: true } : {}) }))
