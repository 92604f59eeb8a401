import type { Id } from '#shared/ids'

const digits = (n: number) => n.toString(16).padStart(32, '0')

/** The n-th event and the ticket type it sells, from 1: what is seeded by SQL can be asked for by number. */
export const eventId = (n: number) => `evt_${digits(n)}` as Id<'event'>
export const typeId = (n: number) => `typ_${digits(n)}` as Id<'ticketType'>

/** The same in SQL. */
export const numbered = (prefix: string, n: string) => `'${prefix}_' || lpad(to_hex(${n}), 32, '0')`
