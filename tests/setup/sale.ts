import { type Id, newId } from '#shared/ids'
import type { SeatRow } from '#shared/messages/tickets'
import type { Db } from '#shared/postgres/db'
import type { HoldRequest } from '#workers/orders/store/orders'
import { saleStore } from '#workers/orders/store/sale'

// What the hold engine is given when it is tried by itself, without tickets and without HTTP.

export type Sale = { event: Id<'event'>; seller: Id<'account'>; types: Id<'ticketType'>[] }

/** How many there are of a type, or which seats. */
export type Stock = number | readonly SeatRow[]

export type Window = { startsAt?: string; salesStartAt?: string; salesEndAt?: string; maxPerPerson?: number }

const DAY_MS = 86_400_000
export const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString()

const quantityOf = (stock: Stock) =>
  typeof stock === 'number' ? stock : stock.reduce((sum, { first, last }) => sum + last - first + 1, 0)

/** Tells orders what is on sale, for the first time or anew. Type n costs 1000 + n and allows six an order. */
export const tellSale = (db: Db, { event, seller, types }: Sale, stocks: readonly Stock[], over: Window = {}) =>
  saleStore(db).put(
    {
      ...{ event, seller, title: 'T', venue: 'V', city: 'C', timeZone: 'UTC', currency: 'EUR', holdMinutes: 15 },
      ...{ startsAt: over.startsAt ?? inDays(30), maxPerPerson: over.maxPerPerson ?? null },
      ticketTypes: types.map((id, index) => {
        const stock = stocks[index] ?? 1
        return {
          ...{ id, name: `Type ${index}`, price: 1000 + index, quantity: quantityOf(stock), maxPerOrder: 6 },
          salesStartAt: over.salesStartAt ?? null,
          salesEndAt: over.salesEndAt ?? null,
          ...(typeof stock === 'number' ? {} : { seats: [...stock] }),
        }
      }),
    },
    (q) => q.execute('select 1'),
  )

export const newSale = async (db: Db, stocks: readonly Stock[], over: Window = {}): Promise<Sale> => {
  const sale = { event: newId('event'), seller: newId('account'), types: stocks.map(() => newId('ticketType')) }
  await tellSale(db, sale, stocks, over)
  return sale
}

/** Somebody new who asks for the first type of a sale, unless said otherwise. */
export const asking = ({ event, types }: Sale, quantity = 1, over: Partial<HoldRequest> = {}): HoldRequest => ({
  ...{ order: newId('order'), message: newId('message'), buyer: newId('account'), event, traceparent: '' },
  items: [{ ticketType: types[0] ?? newId('ticketType'), quantity }],
  ...{ key: crypto.randomUUID(), fingerprint: 'f' },
  ...over,
})

/** How many of these answers promise a hold. */
export const held = (answers: readonly { outcome: string }[]) =>
  answers.filter(({ outcome }) => outcome === 'held').length
