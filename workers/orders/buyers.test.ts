import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Id, newId } from '#shared/ids'
import type { DataOf } from '#shared/messages/contracts'
import { bought, type Known, type Orders, type Refused, startOrders, type Told } from '../../tests/setup/orders.ts'
import { newKey } from '../../tests/setup/tickets.ts'
import { wordsOf } from './buyer.ts'

// Who the buyers are, for those who sell to them; and their tickets by mail once more.

let store: Orders
let seller: Known
let stranger: Known

beforeAll(async () => {
  store = await startOrders()
  ;[seller, stranger] = await Promise.all([store.join('Seller'), store.join('Stranger')])
})
afterAll(() => store[Symbol.asyncDispose]())

/** What auth says of an account, at a version of its own: of others nobody here is told. */
const told = (account: Id<'account'>, name: string, version: number) => {
  const data = { account, name, email: 'somebody@example.com', language: 'en', timeZone: 'UTC' } as const
  return store.envelope(account, version, { type: version === 2 ? 'account.registered' : 'account.changed', data })
}
const gone = (account: Id<'account'>, version: number) =>
  store.envelope(account, version, { type: 'account.deleted', data: { account } })
const hears = async (...messages: ReturnType<typeof told>[]) => {
  for (const message of messages) expect((await store.deliver(message)).status).toBe(200)
}

/** Somebody who bought a ticket, and what they are called. */
const buyerOf = async (event: Told, name: string) => {
  const buyer = await store.join(name)
  await hears(told(buyer.id, name, 2))
  return { buyer, ...(await bought(store, buyer, event)) }
}

type List = { items: { id: string; buyer: string; buyerName: string | null }[]; nextCursor: string | null }
const list = async (event: Told, query: string, who = seller) =>
  (await store.call<List>(who, 'GET', `/api/orders/sales?event=${event.event}&${query}`)).body.items.map(
    ({ buyerName }) => buyerName,
  )

test('words are compared without case and accents, and are as few and as short as anybody needs', () => {
  expect(wordsOf('  Zoë-Marie O’Brien Müller ')).toEqual(['zoe', 'marie', 'o', 'brien', 'muller'])
  expect(wordsOf('李 小龍 李')).toEqual(['李', '小龍'])
  expect(wordsOf('… — !')).toEqual([])
  expect(wordsOf(Array.from({ length: 30 }, (_, n) => `w${n}`).join(' '))).toHaveLength(8)
  expect(wordsOf('x'.repeat(80))).toEqual(['x'.repeat(40)])
})

describe('names', () => {
  test('a seller reads who bought, in the list, on the order and in the files; nobody else does', async () => {
    const event = await store.lists(seller)
    const { order } = await buyerOf(event, '=Ada "Lovelace"')
    expect(await list(event, '')).toEqual(['=Ada "Lovelace"'])
    const { body } = await store.call<object>(seller, 'GET', `/api/orders/sales/${order.id}`)
    expect(body).toMatchObject({
      buyerName: '=Ada "Lovelace"',
      buyerGone: false,
      resends: [],
      event: { id: event.event },
    })
    for (const file of ['orders', 'tickets']) {
      const answer = await store.send(
        'GET',
        `/api/orders/reports/${event.event}/${file}.csv`,
        undefined,
        seller.headers,
      )
      const [head, row] = (await answer.text()).split('\r\n')
      expect(head?.split(',').at(-1)).toBe('buyer_name')
      // A name is what somebody else typed: no spreadsheet may run it.
      expect(row).toMatch(/,"'=Ada ""Lovelace"""$/)
    }
    for (const path of [`sales/${order.id}`, `sales?event=${event.event}&name=ada`])
      expect((await store.call(stranger, 'GET', `/api/orders/${path}`)).status).toBe(404)
  })

  test('a name is the one told last, in whichever order, and forgotten with its account', async () => {
    const event = await store.lists(seller)
    const { buyer } = await buyerOf(event, 'Ada Byron')
    await hears(told(buyer.id, 'Ada King', 7), told(buyer.id, 'Ada Noel', 5))
    expect(await list(event, 'name=byron')).toEqual([])
    expect(await list(event, 'name=noel')).toEqual([])
    expect(await list(event, 'name=king+ada')).toEqual(['Ada King'])
    await hears(gone(buyer.id, 9), told(buyer.id, 'Ada Back', 8))
    expect(await list(event, '')).toEqual([null])
    expect(await list(event, 'name=ada')).toEqual([])
    const kept = await store.query(
      `select to_jsonb(b) as row from orders.buyers b where account = $1
       union all select to_jsonb(w) from orders.buyer_words w where account = $1`,
      [buyer.id],
    )
    expect(kept).toEqual([{ row: expect.objectContaining({ name: null, version: 9 }) }])
  })

  test('names told at once leave the words of the last one, and no others', async () => {
    const account = newId('account')
    const names = ['Alpha Beta', 'Gamma', 'Delta Beta', 'Epsilon', 'Zeta Alpha', 'Eta Theta']
    await Promise.all(names.map((name, n) => store.deliver(told(account, name, n + 2))))
    const words = await store.query<{ word: string }>('select word from orders.buyer_words where account = $1', [
      account,
    ])
    expect(words.map(({ word }) => word).toSorted()).toEqual(['eta', 'theta'])
  })

  test('orders are found by the beginnings of names, or by part of a number, page by page, either way', async () => {
    const event = await store.lists(seller, [{ quantity: 20 }])
    for (const name of ['Beate Decker', 'Bea Facebook', 'Lea Beck', 'Müller, Jörg']) await buyerOf(event, name)
    expect(await list(event, 'name=bea')).toEqual(['Bea Facebook', 'Beate Decker'])
    expect(await list(event, 'name=be')).toEqual(['Lea Beck', 'Bea Facebook', 'Beate Decker'])
    expect(await list(event, 'name=beck%20LE')).toEqual(['Lea Beck'])
    expect(await list(event, 'name=jorg')).toEqual(['Müller, Jörg'])
    expect(await list(event, 'name=eate')).toEqual([])
    const { body } = await store.call<List>(seller, 'GET', `/api/orders/sales?event=${event.event}&name=be&limit=2`)
    expect(body.items).toHaveLength(2)
    expect(await list(event, `name=be&cursor=${body.nextCursor}`)).toEqual(['Beate Decker'])
    const [first] = body.items
    expect(await list(event, `name=beate&part=${first?.id}`)).toEqual(['Lea Beck', 'Beate Decker'])
    expect(await list(event, 'name=bea&state=refunded')).toEqual([])

    // Where more people are called so than are looked up one by one, the event's own orders are looked through.
    await store.query(`
      insert into orders.buyer_words (account, word)
      select 'acc_' || lpad(to_hex(n), 32, '0'), 'beaumont' from generate_series(1, 1500) n`)
    expect(await list(event, 'name=bea')).toEqual(['Bea Facebook', 'Beate Decker'])
    expect(await list(event, 'name=be&limit=1')).toEqual(['Lea Beck'])
  })

  test('what cannot be a name is refused by name', async () => {
    const event = await store.lists(seller)
    for (const name of ['', '%21%3F', 'x'.repeat(81)]) {
      const path = `/api/orders/sales?event=${event.event}&name=${name}`
      const { status, body } = await store.call<Refused>(seller, 'GET', path)
      expect([status, new Set(body.errors?.map(({ pointer }) => pointer))]).toEqual([400, new Set(['#/name'])])
    }
  })

  test('who asks what was heard of accounts is told message by message, and of the others by how far they are', async () => {
    const event = await store.lists(seller)
    const message = told(newId('account'), 'Late', 40)
    const never = told(newId('account'), 'Never', 2)
    await hears(message)
    const answer = await store.send(
      'POST',
      '/api/orders/messages/heard',
      { aggregates: [message.id, never.id, event.event] },
      { authorization: `Bearer ${store.deps.internalToken}` },
    )
    expect(await answer.json()).toEqual({ heard: { [message.id]: 40, [event.event]: 1 } })
  })
})

type Asked = DataOf<'order.tickets-asked-for'>

describe('tickets by mail once more', () => {
  const asks = (who: Known, order: { id: string }, side: 'buyer' | 'seller' = 'buyer', key = newKey()) =>
    store.call<Refused & { resend: Id<'resend'> }>(
      who,
      'POST',
      `/api/orders/${side === 'seller' ? 'sales/' : ''}${order.id}/resend`,
      { key },
    )
  const saidOf = async (order: { id: string }) =>
    (
      await store.query<{ data: Asked; aggregate: string; version: number }>(
        `select data, aggregate, version from orders.outbox
         where type = 'order.tickets-asked-for' and data->>'order' = $1 order by position`,
        [order.id],
      )
    ).map(({ data, aggregate, version }) => ({ ...data, aggregate, version }))

  test('its buyer and its seller may ask, and what is told is what the buyer still has', async () => {
    const row = [{ section: 'Stalls', row: 'A', first: 1, last: 4 }]
    const event = await store.lists(seller, [{ price: 2500 }, { price: 4000, seats: row }])
    const [plain, seated] = event.types
    const buyer = await store.join()
    const seats = [1, 2].map((seat) => ({ section: 'Stalls', row: 'A', seat }))
    const { order, refunds } = await bought(store, buyer, event, 0, [
      { ticketType: plain, quantity: 2 },
      { ticketType: seated, seats },
    ])
    const key = newKey()
    const first = await asks(buyer, order, 'buyer', key)
    expect(first.status).toBe(202)
    // An answer that was lost is asked for again, and is the same one.
    expect((await asks(buyer, order, 'buyer', key)).body).toEqual(first.body)
    const { body: asked } = await store.refunds(seller, order, {
      items: [
        { ticketType: plain, quantity: 2 },
        { ticketType: seated, seats: seats.slice(0, 1) },
      ],
    })
    expect((await asks(seller, order, 'seller')).status).toBe(202)
    expect(await saidOf(order)).toMatchObject([
      { aggregate: first.body.resend, version: 1, amount: 13_000, lines: [{ quantity: 2 }, { quantity: 2, seats }] },
      { subject: { buyer: buyer.id }, amount: 4000, lines: [{ quantity: 1, seats: [seats[1]] }] },
    ])
    // It says nothing about the order itself: who follows the order does not miss anything.
    expect((await store.sees(buyer, order)).version).toBe((await store.said(order.id)).length)
    const { body } = await store.call<{ resends: object[] }>(seller, 'GET', `/api/orders/sales/${order.id}`)
    expect(body.resends).toMatchObject([{ by: 'buyer' }, { by: 'seller' }])
    await refunds(asked.refunds[0]?.id ?? newId('refund'), 9000)
  })

  test('to anybody else the order is not there, on either side', async () => {
    const event = await store.lists(seller)
    const { order, buyer } = await buyerOf(event, 'Owner')
    const operator = await store.operator()
    const answers = await Promise.all([
      asks(stranger, order),
      asks(stranger, order, 'seller'),
      asks(buyer, order, 'seller'),
      asks(seller, order, 'buyer'),
      asks(operator, order, 'seller'),
      asks(stranger, { id: newId('order') }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
    expect(await saidOf(order)).toEqual([])
    const without = await store.send('POST', `/api/orders/${order.id}/resend`, undefined, buyer.headers)
    expect(await without.json()).toMatchObject({ type: '/problems/idempotency-key-required' })
  })

  test('three times an hour, whoever asks and however many at once; then it is said how long to wait', async () => {
    const event = await store.lists(seller)
    const { order, buyer } = await buyerOf(event, 'Impatient')
    const both = [
      ...Array.from({ length: 6 }, () => asks(buyer, order)),
      ...Array.from({ length: 6 }, () => asks(seller, order, 'seller')),
    ]
    const statuses = (await Promise.all(both)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(3)
    expect(await saidOf(order)).toHaveLength(3)
    await store.query(`update orders.resends set asked_at = asked_at - interval '40 minutes' where order_id = $1`, [
      order.id,
    ])
    const key = newKey()
    const refused = await asks(buyer, order, 'buyer', key)
    expect([refused.status, refused.body.type]).toEqual([429, '/problems/too-many-requests'])
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(1100)
    expect(wait).toBeLessThanOrEqual(1200)
    await store.query(`update orders.resends set asked_at = asked_at - interval '21 minutes' where order_id = $1`, [
      order.id,
    ])
    // Who was told to come back later comes back with the same key.
    expect((await asks(buyer, order, 'buyer', key)).status).toBe(202)
  })

  test('there is nothing to send before it is paid, once all went back, while it is disputed, and to nobody', async () => {
    const event = await store.lists(seller)
    const { body: held } = await store.asks(stranger, event)
    const { buyer, ...one } = await buyerOf(event, 'One')
    const refusal = async (who: Known, order: { id: string }) => {
      const { status, body } = await asks(who, order)
      return [status, body.type, body.detail]
    }
    const nothing = (detail: string) => [409, '/problems/nothing-to-send', detail]
    expect(await refusal(stranger, held)).toEqual(nothing('The order is held'))
    await one.disputes('open')
    expect(await refusal(buyer, one.order)).toEqual(nothing(expect.stringMatching(/disputed/) as never))
    await one.disputes('won')
    expect((await asks(buyer, one.order)).status).toBe(202)
    await store.refunds(seller, one.order)
    expect(await refusal(buyer, one.order)).toEqual(nothing('All of the tickets were given back'))
    const two = await buyerOf(event, 'Two')
    await hears(gone(two.buyer.id, 3))
    expect((await asks(seller, two.order, 'seller')).body.detail).toBe('The buyer has deleted their account')
    const three = await buyerOf(event, 'Three')
    await store.cancels(event)
    expect(await refusal(three.buyer, three.order)).toEqual(nothing('The event has been cancelled'))
  })
})
