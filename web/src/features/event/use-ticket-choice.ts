import { useQuery } from '@tanstack/react-query'
import { lookAgain } from '../../api/look-again.ts'
import { availabilityQuery, seatMapQuery } from '../../api/orders.ts'
import { freeAmong } from '../../api/seat-map.ts'
import type { EventView, Seat, TicketType } from '../../api/types.ts'
import { serverNow } from '../../format/countdown.ts'
import { sumOf } from '../../format/money.ts'
import { useNow } from '../../ui/use-now.ts'
import { salesWindowOf } from './sales-window.ts'
import { isApart, isSmaller, parseChoice, quantityOf, seatsOf, stillToBeHad } from './selection.ts'
import { stockOf } from './stock.ts'

const hourMs = 3_600_000

/** Whether somebody may be watching the seconds until sales begin. */
const opensSoon = ({ ticketTypes }: EventView) =>
  ticketTypes.some(({ salesStartAt }) => salesStartAt && Math.abs(Date.parse(salesStartAt) - Date.now()) < hourMs)

/** What somebody may choose at this moment, and what is left of what they chose. Kept fresh while the page is looked at. */
export const useTicketChoice = (event: EventView, wantedText: string | undefined) => {
  const wanted = parseChoice(wantedText)
  const availability = useQuery({ ...availabilityQuery([event.id]), refetchInterval: lookAgain(5_000, 30_000) })
  const seatMap = useQuery({
    ...seatMapQuery(event.id),
    enabled: wanted.some(({ seats }) => seats),
    refetchInterval: lookAgain(3_000, 15_000),
  })
  const clock = useNow(opensSoon(event) ? 1_000 : 5_000)
  const now = availability.data ? serverNow(availability.data, availability.data.answeredAt, clock) : clock
  const hasBegun = Date.parse(event.startsAt) <= now

  const salesOf = (type: TicketType) => (hasBegun ? ({ state: 'ended' } as const) : salesWindowOf(type, now))
  const mostOf = (type: TicketType) => {
    if (salesOf(type).state !== 'open') return 0
    const stock = stockOf(availability.data, event.id, type.id)
    return Math.max(0, Math.min(type.maxPerOrder, stock?.available ?? type.maxPerOrder))
  }
  const freeOf = (type: TicketType, seats: readonly Seat[]) => {
    const rows = seatMap.data?.ticketTypes[type.id]
    return rows ? freeAmong(rows, seats) : seats
  }

  const choice = stillToBeHad(wanted, event, { most: mostOf, free: freeOf, inAll: event.maxPerPerson })
  const lines = event.ticketTypes.map((type) => ({ price: type.price, quantity: quantityOf(choice, type) }))
  const count = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  /** What one person may have in all, less what is chosen of the other types. */
  const roomFor = (type: TicketType) =>
    event.maxPerPerson === null
      ? Number.POSITIVE_INFINITY
      : Math.max(0, event.maxPerPerson - count + quantityOf(choice, type))
  const goneOf = (type: TicketType) => {
    const seats = seatsOf(wanted, type) ?? []
    const free = new Set(freeOf(type, seats))
    return seats.filter((seat) => !free.has(seat))
  }

  return {
    choice,
    shrunk: isSmaller(choice, wanted),
    /** Chosen by name, and no longer to be had. */
    gone: event.ticketTypes.flatMap(goneOf),
    count,
    total: sumOf(lines, event.currency),
    rows: event.ticketTypes.map((type) => ({
      type,
      now,
      stock: stockOf(availability.data, event.id, type.id),
      sales: salesOf(type),
      quantity: quantityOf(choice, type),
      seats: seatsOf(choice, type),
      apart: isApart(choice, type),
      most: Math.min(mostOf(type), roomFor(type)),
    })),
    nothingOpen: event.ticketTypes.every((type) => mostOf(type) === 0),
  }
}
