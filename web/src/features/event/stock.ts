import type { Availability, Id, Stock } from '../../api/types.ts'

export type Level = 'unknown' | 'sold-out' | 'few' | 'plenty'

/** A few is at most ten, or a twentieth of what there was; less would be pressure, more would be a surprise. */
export const levelOf = (stock: Stock | undefined): Level => {
  if (!stock) return 'unknown'
  if (stock.available <= 0) return 'sold-out'
  return stock.available <= Math.max(10, stock.total / 20) ? 'few' : 'plenty'
}

export const stockOf = (
  availability: Availability | undefined,
  event: Id<'event'>,
  type: Id<'ticketType'>,
): Stock | undefined => availability?.events[event]?.[type]

/** All ticket types of an event together. */
export const stockOfEvent = (availability: Availability | undefined, event: Id<'event'>): Stock | undefined => {
  const types = Object.values(availability?.events[event] ?? {})
  if (types.length === 0) return undefined
  return {
    available: types.reduce((sum, { available }) => sum + available, 0),
    total: types.reduce((sum, { total }) => sum + total, 0),
  }
}
