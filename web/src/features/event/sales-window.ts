import type { Instant, TicketType } from '../../api/types.ts'

export type SalesWindow = { state: 'open' } | { state: 'upcoming'; from: Instant } | { state: 'ended' }

/** Whether a ticket type is on sale at a moment: from its start (included) until its end (not included). */
export const salesWindowOf = ({ salesStartAt, salesEndAt }: TicketType, now: number): SalesWindow => {
  if (salesStartAt && Date.parse(salesStartAt) > now) return { state: 'upcoming', from: salesStartAt }
  if (salesEndAt && Date.parse(salesEndAt) <= now) return { state: 'ended' }
  return { state: 'open' }
}
