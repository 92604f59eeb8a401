import type { Id, Kind } from '#shared/ids'

const hex = /^[0-9a-f]{32}$/

const idGuard =
  <K extends Kind>(prefix: string) =>
  (value: string): value is Id<K> =>
    value.startsWith(`${prefix}_`) && hex.test(value.slice(prefix.length + 1))

export const isEventId = idGuard<'event'>('evt')
export const isOrderId = idGuard<'order'>('ord')
export const isTicketTypeId = idGuard<'ticketType'>('typ')
