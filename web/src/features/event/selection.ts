import { isTicketTypeId } from '../../api/ids.ts'
import type { Choice, EventView, TicketType } from '../../api/types.ts'

/** A choice of tickets as one word in the address, "typ_…-2.typ_…-1", so that it survives signing in and reloading. */
export const formatChoice = (choice: Choice[]): string | undefined => {
  const chosen = choice.filter(({ quantity }) => quantity > 0)
  return chosen.length === 0 ? undefined : chosen.map((item) => `${item.ticketType}-${item.quantity}`).join('.')
}

export const parseChoice = (text: string | undefined): Choice[] =>
  (text ?? '').split('.').flatMap((part) => {
    const [ticketType = '', digits = ''] = part.split('-')
    return isTicketTypeId(ticketType) && /^[1-9]\d{0,2}$/.test(digits) ? [{ ticketType, quantity: Number(digits) }] : []
  })

export const quantityOf = (choice: Choice[], type: TicketType): number =>
  choice.find(({ ticketType }) => ticketType === type.id)?.quantity ?? 0

export const withQuantity = (choice: Choice[], type: TicketType, quantity: number): Choice[] => [
  ...choice.filter(({ ticketType }) => ticketType !== type.id),
  ...(quantity > 0 ? [{ ticketType: type.id, quantity }] : []),
]

/** What of a choice can still be had; `most` says how many of a type one person may take now. */
export const stillToBeHad = (
  choice: Choice[],
  { ticketTypes }: Pick<EventView, 'ticketTypes'>,
  most: (type: TicketType) => number,
): Choice[] =>
  ticketTypes.flatMap((type) => {
    const quantity = Math.min(quantityOf(choice, type), most(type))
    return quantity > 0 ? [{ ticketType: type.id, quantity }] : []
  })

const countOf = (choice: Choice[]) => choice.reduce((sum, { quantity }) => sum + quantity, 0)

export const isSmaller = (fitted: Choice[], wanted: Choice[]) => countOf(fitted) < countOf(wanted)
