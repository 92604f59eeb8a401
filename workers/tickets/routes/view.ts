import type { Page } from '../commands/list.ts'
import type { Event } from '../event.ts'
import type { Listed } from '../store/catalogue.ts'
import { utc } from '../store/rows.ts'

/** What anybody who may see an event is shown of it. */
export const view = (event: Event) => ({
  id: event.id,
  seller: event.seller,
  title: event.title,
  description: event.description,
  venue: event.venue,
  city: event.city,
  startsAt: event.startsAt,
  timeZone: event.timeZone,
  currency: event.currency,
  holdMinutes: event.holdMinutes,
  maxPerPerson: event.maxPerPerson,
  refundPolicy: event.refundPolicy,
  access: event.access,
  accessFeatures: event.accessFeatures,
  artwork: event.artwork,
  status: event.status,
  version: event.version,
  ticketTypes: event.ticketTypes,
  createdAt: event.createdAt,
  publishedAt: event.status === 'draft' ? null : event.publishedAt,
  cancelReason: event.status === 'cancelled' ? event.cancelReason : null,
  /** Its seller is gone, and so it is not sold any more. Tickets that were bought are what they were. */
  withdrawn: event.status === 'published' && event.withdrawnAt !== null,
})
export type EventView = ReturnType<typeof view>

const summary = ({ publishedAt: _, currency, from, startsAt, ...event }: Listed) => ({
  ...event,
  startsAt: utc(startsAt),
  from: from === null ? null : { amount: from, currency },
})
export type EventSummary = ReturnType<typeof summary>

export const pageView = ({ items, nextCursor }: Page) => ({ items: items.map(summary), nextCursor })
