import { expect, test } from 'vitest'
import type { OrderShown } from '#local/person'
import { apiHeaders } from '#shared/http/security-headers'
import type { Place } from './place.ts'

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

type Plan = { ticketTypes: Record<string, { row: string; first: number; seats: string }[]> }
type Stock = { ticketTypes: Record<string, { quantity: number; free: number; held: number; surplus: number }> }

/** What orders promises: holds, seats, what is to be had. */
export const ordersContract = (place: () => Place) => {
  const scene = async () => {
    const { two, seller, storeAt, event, hall, settle } = place()
    const [buyer, stranger] = await two('orders')
    return { buyer, stranger, seller: seller.at(storeAt('orders')), event, hall, settle }
  }

  test('holds, shows, extends and lets go', async () => {
    const { buyer, event, settle } = await scene()
    const order = await buyer.holds(event, 2)
    expect(order).toMatchObject({
      state: 'held',
      total: { amount: 5000, currency: 'EUR' },
      extensionsLeft: 10,
      version: 1,
    })
    expect(await buyer.sees(order)).toMatchObject({ ...order, now: expect.any(String) })
    expect(await buyer.succeed<OrderShown>('POST', `/api/orders/${order.id}/extend`)).toMatchObject({
      extensionsLeft: 9,
      version: 2,
    })
    expect(await buyer.succeed<OrderShown>('POST', `/api/orders/${order.id}/cancel`)).toMatchObject({
      state: 'released',
      because: 'cancelled',
      version: 3,
    })
    await settle()
  })

  test('lists what is one’s own, newest first, page by page', async () => {
    const { buyer, event, settle } = await scene()
    const held = [await buyer.holds(event), await buyer.holds(event), await buyer.holds(event)].map(({ id }) => id)
    type Page = { items: OrderShown[]; nextCursor: string | null }
    const first = await buyer.succeed<Page>('GET', '/api/orders?limit=2')
    const second = await buyer.succeed<Page>('GET', `/api/orders?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(held.toReversed())
    expect(second.nextCursor).toBeNull()
    await settle()
  })

  test('answers a repeated request with the first answer', async () => {
    const { buyer, event, settle } = await scene()
    const key = crypto.randomUUID()
    const [first, again] = [await buyer.asksToHold(event, 1, { key }), await buyer.asksToHold(event, 1, { key })]
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id])
    expect(await buyer.asksToHold(event, 2, { key })).toMatchObject({
      status: 422,
      body: { type: '/problems/key-reused' },
    })
    const extend = () => buyer.call<OrderShown>('POST', `/api/orders/${first.body.id}/extend`, { key })
    const [once, twice] = [await extend(), await extend()]
    expect(twice.body).toEqual(once.body)
    expect(twice.headers.get('idempotent-replayed')).toBe('true')
    await settle()
  })

  test('refuses in problem+json and names the field', async () => {
    const { buyer, event } = await scene()
    const body = { event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 0 }] }
    const reply = await buyer.call('POST', '/api/orders', { body })
    expect(reply.status).toBe(400)
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    expect(reply.body).toMatchObject({ type: '/problems/invalid-request', errors: [{ pointer: '#/items/0/quantity' }] })
  })

  test('keeps browsers in bounds and other sites out, and reads no text in two ways', async () => {
    const { buyer, event } = await scene()
    const unknown = await buyer.call('GET', '/api/orders/nonsense')
    expect([unknown.status, Object.fromEntries(unknown.headers)]).toEqual([
      400,
      expect.objectContaining(lowerCased(apiHeaders)),
    ])
    const elsewhere = { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' } }
    expect((await buyer.call('GET', '/api/orders', elsewhere)).status).toBe(403)
    const body = { event: event.id, items: [{ ticketType: `${event.ticketTypes[0]?.id}\0`, quantity: 1 }] }
    expect(await buyer.call('POST', '/api/orders', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/items/0/ticketType', detail: 'must not hold characters that cannot be seen' }] },
    })
    expect((await buyer.call('DELETE', '/api/orders')).headers.get('allow')).toBe('GET, POST')
  })

  test('shows a stranger nothing', async () => {
    const { buyer, stranger, event, settle } = await scene()
    const order = await buyer.holds(event)
    expect((await stranger.call('GET', `/api/orders/${order.id}`)).status).toBe(404)
    expect((await stranger.call('POST', `/api/orders/${order.id}/cancel`)).status).toBe(404)
    await settle()
  })

  test('tells everybody what is to be had, and says nothing again while nothing has changed', async () => {
    const { buyer, event, settle } = await scene()
    const path = `/api/orders/availability?events=${event.id}`
    const first = await buyer.call('GET', path)
    expect(first.body).toMatchObject({ events: { [event.id]: { [event.ticketTypes[0]?.id ?? '']: { total: 1000 } } } })
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    expect((await buyer.call('GET', path, { headers })).status).toBe(304)
    await buyer.holds(event, 2)
    const changed = await buyer.call('GET', path, { headers })
    expect([changed.status, changed.headers.get('etag') === headers['if-none-match']]).toEqual([200, false])
    await settle()
  })

  test('sells seats by name and side by side, shows which are free, and tells the seller alone how it stands', async () => {
    const { buyer, stranger, seller, hall, settle } = await scene()
    const type = hall.ticketTypes[0]?.id ?? ''
    const plan = async () => {
      const { body } = await buyer.call<Plan>('GET', `/api/orders/availability/${hall.id}/seats`)
      return body.ticketTypes[type] ?? []
    }
    const [, back] = await plan()
    const free = (back?.seats ?? '').indexOf('111') + 1
    const seats = [free, free + 1].map((seat) => ({ section: 'Stalls', row: 'B', seat }))
    const order = (await buyer.asksForSeats(hall, seats)).body
    expect(order).toMatchObject({ state: 'held', total: { amount: 8000, currency: 'EUR' }, items: [{ seats }] })
    const wanted = [...seats.slice(1), { section: 'Stalls', row: 'B', seat: free + 2 }]
    expect(await stranger.asksForSeats(hall, wanted)).toMatchObject({
      status: 409,
      body: { type: '/problems/seats-taken', ticketTypes: [type], seats: seats.slice(1) },
    })
    expect((await plan())[1]?.seats.slice(free - 1, free + 2)).toBe('001')
    expect((await buyer.holds(hall, 3)).items[0]?.seats?.map(({ row }) => row)).toEqual(['A', 'A', 'A'])

    const body = { event: hall.id, items: [{ ticketType: type, quantity: 1, seats }] }
    expect(await buyer.call('POST', '/api/orders', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/items/0/quantity' }] },
    })
    const stock = `/api/orders/stock/${hall.id}`
    expect((await buyer.call('GET', stock)).status).toBe(404)
    expect((await seller.call<Stock>('GET', stock)).body.ticketTypes[type]).toMatchObject({ quantity: 40, surplus: 0 })
    await settle()
  })
}
