import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Seat } from '../order.ts'
import { type OrderRow, type Read, read } from './orders.ts'

/** A ticket as the door is told of it: which it is of how many in its order, and nothing of who bought it. */
export type TicketAtDoor = { ticketType: Id<'ticketType'>; name: string; number: number; of: number; seat: Seat | null }

export type Admission = { id: Id<'admission'>; at: string; undoneAt: string | null; ticket: TicketAtDoor }

/** Why a pass of the seller's own lets nobody in. */
export const reasons = ['admitted-already', 'given-back', 'frozen', 'event-cancelled', 'not-this-event'] as const
export type Reason = (typeof reasons)[number]

export type Scan = { admission: Id<'admission'>; event: Id<'event'>; seller: Id<'account'>; pass: string; key: string }

export type AdmitAnswer =
  | { outcome: 'admitted'; admission: Admission }
  | { outcome: 'not-found' | 'key-reused' }
  /** `ticket`: where it is of this event; `title`: of the event it is for, where that is another; `at`: when it was used. */
  | { outcome: Reason; ticket?: TicketAtDoor; title?: string; at?: string }

/** Of each type how many tickets are expected, and how many of them are inside; the last who came, newest first. */
export type Door = {
  now: string
  ticketTypes: { ticketType: Id<'ticketType'>; name: string; sold: number; admitted: number }[]
  latest: Admission[]
}

export const admissionStore = (db: Db) => ({
  /** A buyer's own order with what opens the door for each of its units; undefined for anybody else's. */
  passesOf: async (
    order: Id<'order'>,
    buyer: Id<'account'>,
  ): Promise<(Read & { passes: ReadonlyMap<number, string> }) | undefined> => {
    const [row] = await db.rows<{ found: { order: OrderRow; codes: Record<string, string> } | null }>(
      sql`select orders.passes_of(${order}, ${buyer}) as found`,
    )
    if (!row?.found) return undefined
    const passes = Object.entries(row.found.codes).map(([unit, pass]) => [Number(unit), pass] as const)
    return { ...read(row.found.order), passes: new Map(passes) }
  },

  /** Lets somebody in, or says why not. One statement: of many who scan the same pass at once, one is told `admitted`. */
  admit: async ({ admission, event, seller, pass, key }: Scan): Promise<AdmitAnswer> => {
    const [row] = await db.rows<{ answer: AdmitAnswer }>(
      sql`select orders.admit(${admission}, ${event}, ${seller}, ${pass}, ${key}) as answer`,
    )
    if (!row) throw new Error('the database answered nothing')
    return row.answer
  },

  /** Takes an admission back; undefined where there is none of the seller's own. Taken back already, it stays as it is. */
  undo: async (
    admission: Id<'admission'>,
    event: Id<'event'>,
    seller: Id<'account'>,
  ): Promise<Admission | undefined> => {
    const [row] = await db.rows<{ admission: Admission }>(sql`
      update orders.admissions a
      set undone_at = coalesce(a.undone_at, now()), undone_by = coalesce(a.undone_by, ${seller})
      from orders.events e
      where a.id = ${admission} and a.event = ${event} and e.id = a.event and e.seller = ${seller}
      returning orders.view_admission(a) as admission`)
    return row?.admission
  },

  /** How it stands at the door of a seller's own event; undefined for anybody else's. */
  atTheDoor: async (event: Id<'event'>, seller: Id<'account'>, latest: number): Promise<Door | undefined> => {
    const [row] = await db.rows<{ door: Door | null }>(
      sql`select orders.at_the_door(${event}, ${seller}, ${latest}::integer) as door`,
    )
    return row?.door ?? undefined
  },
})

export type AdmissionStore = ReturnType<typeof admissionStore>
