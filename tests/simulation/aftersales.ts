import type { Chance } from './chance.ts'
import type { Errands } from './errands.ts'
import type { Somebody } from './people.ts'

type Money = { amount: number; currency: string }
type Sale = {
  id: string
  state: string
  items: { ticketType: string; quantity: number }[]
  refundable: Money
  passes: { state: string }[]
}
type Announced = { id: string; version: number; status: string; seller: Somebody }

type AfterSales = {
  chance: Chance
  errands: Errands
  operator: Somebody
  events: ReadonlyMap<string, Announced>
  newKey(): string
  /** An event as it is now, as its seller was told. */
  changed(seller: Somebody, event: never): void
}

/**
 * What sellers and the operator do about what was sold: they look at it, give money back, call events off, and see after refunds
 * that failed. They know only what they were told.
 */
export const createAfterSales = ({ chance, errands, operator, events, newKey, changed }: AfterSales) => {
  const sales = new Map<string, Sale & { seller: Somebody }>()
  const failed = new Set<string>()

  const some = <T>(all: Iterable<T>): T | undefined => {
    const list = [...all]
    return list.length === 0 ? undefined : chance.one(list)
  }

  const look = ({ id, seller }: Announced) =>
    errands.run({
      ...{ who: seller, to: 'orders', method: 'GET', path: `/api/orders/sales?event=${id}&limit=100` },
      onAnswer: (status, body) => {
        if (status !== 200) return
        for (const sale of (body as { items: Sale[] }).items) sales.set(sale.id, { ...sale, seller })
      },
    })

  /** Everything that is left, some tickets (for their price, or for less or more of it), or money alone. */
  const wish = ({ items, refundable }: Sale) => {
    const some = { amount: chance.between(1, Math.max(1, refundable.amount)) }
    const tickets = () => {
      const { ticketType, quantity } = chance.one(items)
      return { items: [{ ticketType, quantity: chance.between(1, quantity) }] }
    }
    return {
      everything: () => ({}),
      tickets,
      'tickets for another amount': () => ({ ...tickets(), ...some }),
      money: () => some,
    }[chance.weighted({ everything: 4, tickets: 5, 'tickets for another amount': 1, money: 3 })]()
  }

  const refund = ({ seller, ...sale }: Sale & { seller: Somebody }) =>
    errands.run({
      ...{ who: chance.happens(0.9) ? seller : operator, to: 'orders', method: 'POST', key: newKey() },
      path: `/api/orders/sales/${sale.id}/refunds`,
      body: { ...wish(sale), restock: chance.one(['on-sale', 'withdrawn']), reason: 'They asked for it' },
      onAnswer: (status, body) => {
        if (status === 201) sales.set(sale.id, { ...(body as Sale), seller })
      },
    })

  const callOff = ({ seller, ...event }: Announced) =>
    errands.run({
      ...{ who: seller, to: 'tickets', method: 'POST', key: newKey(), ifMatch: `"v${event.version}"` },
      ...{ path: `/api/tickets/events/${event.id}/cancel`, body: { reason: 'The singer has lost her voice' } },
      onAnswer: (status, body) => {
        if (status === 200) changed(seller, body)
      },
    })

  const failures = () =>
    errands.run({
      ...{ who: operator, to: 'orders', method: 'GET', path: '/api/orders/operator/refunds?state=failed' },
      onAnswer: (status, body) => {
        if (status !== 200) return
        failed.clear()
        for (const { id } of (body as { items: { id: string }[] }).items) failed.add(id)
      },
    })

  const rule = (id: string) =>
    errands.run({
      ...{ who: operator, to: 'orders', method: 'POST', key: newKey(), body: { reason: 'Looked into it' } },
      path: `/api/orders/operator/refunds/${id}/${chance.happens(0.7) ? 'retry' : 'settle'}`,
      onAnswer: () => failed.delete(id),
    })

  const setFee = () =>
    errands.run({
      ...{ who: operator, to: 'payments', method: 'PUT', path: '/api/payments/operator/fee', key: newKey() },
      body: { basisPoints: chance.one([0, 250, 333]), fixed: chance.one([0, 99]), reason: 'Everything costs more' },
    })

  const withOne = <T, R>(one: T | undefined, act: (one: T) => R) => (one === undefined ? undefined : act(one))
  const open = ({ state, refundable, passes }: Sale) =>
    state === 'paid' && (refundable.amount > 0 || passes.some((pass) => pass.state === 'valid'))

  return {
    sales: () => withOne(some(events.values()), look),
    // Mostly what can still be given back; now and then what was given back long ago.
    refund: () => withOne(some(chance.happens(0.9) ? [...sales.values()].filter(open) : sales.values()), refund),
    callOff: () => withOne(some([...events.values()].filter(({ status }) => status === 'published')), callOff),
    failures,
    rule: () => withOne(some(failed), rule),
    setFee,
  }
}
