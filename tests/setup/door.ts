import type { Known, Orders, Refused, Told } from './orders.ts'

type Seat = { section: string; row: string; seat: number }
export type PassShown = { code: string | null; state: string; admittedAt: string | null; seat: Seat | null }
export type Ticket = { name: string; number: number; of: number; seat: Seat | null }
export type Answered = Refused & {
  id: string
  at: string
  undoneAt: string | null
  ticket: Ticket
  reason?: string
  title?: string
  admittedAt?: string
}
export type DoorShown = {
  ticketTypes: { name: string; sold: number; admitted: number }[]
  latest: { id: string; ticket: Ticket }[]
}

const pathOf = ({ event }: Pick<Told, 'event'>) => `/api/orders/events/${event}/admissions`

/** The codes of an order, as its buyer is shown them. */
export const passesOf = async (store: Orders, buyer: Known, { id }: { id: string }) =>
  (await store.call<{ passes: PassShown[] }>(buyer, 'GET', `/api/orders/${id}/passes`)).body.passes

export const codesOf = async (...asked: Parameters<typeof passesOf>) =>
  (await passesOf(...asked)).map(({ code }) => code ?? 'none')

/** The door of an event, kept by somebody. */
export const doorOf = (store: Orders, event: Pick<Told, 'event'>, keeper: Known) => ({
  scans: (code: string | undefined, key?: string) =>
    store.call<Answered>(keeper, 'POST', pathOf(event), { body: { code }, ...(key ? { key } : {}) }),
  undoes: (admission: string) => store.call<Answered>(keeper, 'DELETE', `${pathOf(event)}/${admission}`),
  shows: async () => (await store.call<DoorShown>(keeper, 'GET', pathOf(event))).body,
})
