import { useQuery } from '@tanstack/react-query'
import { availabilityQuery } from '../../api/orders.ts'
import type { EventView, TicketType } from '../../api/types.ts'
import { serverNow } from '../../format/countdown.ts'
import { sumOf } from '../../format/money.ts'
import { useNow } from '../../ui/use-now.ts'
import { salesWindowOf } from './sales-window.ts'
import { isSmaller, parseChoice, quantityOf, stillToBeHad } from './selection.ts'
import { stockOf } from './stock.ts'

/** What somebody may choose at this moment, and what is left of what they chose. */
export const useTicketChoice = (event: EventView, wantedText: string | undefined) => {
  const availability = useQuery({ ...availabilityQuery([event.id]), refetchInterval: 5_000 })
  const clock = useNow(5_000)
  const now = availability.data ? serverNow(availability.data, availability.dataUpdatedAt, clock) : clock
  const hasBegun = Date.parse(event.startsAt) <= now

  const salesOf = (type: TicketType) => (hasBegun ? ({ state: 'ended' } as const) : salesWindowOf(type, now))
  const mostOf = (type: TicketType) => {
    if (salesOf(type).state !== 'open') return 0
    const stock = stockOf(availability.data, event.id, type.id)
    return Math.max(0, Math.min(type.maxPerOrder, stock?.available ?? type.maxPerOrder))
  }

  const wanted = parseChoice(wantedText)
  const choice = stillToBeHad(wanted, event, mostOf)
  const lines = event.ticketTypes.map((type) => ({ price: type.price, quantity: quantityOf(choice, type) }))

  return {
    choice,
    shrunk: isSmaller(choice, wanted),
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    total: sumOf(lines, event.currency),
    rows: event.ticketTypes.map((type) => ({
      type,
      stock: stockOf(availability.data, event.id, type.id),
      sales: salesOf(type),
      quantity: quantityOf(choice, type),
      most: mostOf(type),
    })),
    nothingOpen: event.ticketTypes.every((type) => mostOf(type) === 0),
  }
}
