import fc from 'fast-check'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import { codesOf, doorOf } from '../setup/door.ts'
import { bought, type Orders, startOrders } from '../setup/orders.ts'

// Everybody shows the same pass at once, at as many doors; and a control in which the place is not guarded.

const sale = async (store: Orders, quantity = 1) => {
  const [seller, buyer] = [await store.join('Seller'), await store.join('Buyer')]
  const event = await store.lists(seller)
  const { order } = await bought(store, buyer, event, quantity)
  return { seller, order, codes: await codesOf(store, buyer, order), door: doorOf(store, event, seller) }
}

/** Twelve scanners that come to the order before any of them may look at it. */
const atOnce = async (without = 'select') => {
  await using store = await startOrders()
  const { order, codes, door } = await sale(store)
  await store.query(without)
  const answers = await store.database.together(
    `select from orders.orders where id = '${order.id}'`,
    Array.from({ length: 12 }, () => () => door.scans(codes[0])),
  )
  return {
    admitted: answers.filter(({ status }) => status === 201).length,
    already: answers.filter(({ body }) => body.reason === 'admitted-already').length,
    wrong: (await books(store.database.url)).wrong.length,
  }
}

test('of twelve scanners with one pass exactly one lets somebody in', async () =>
  expect(await atOnce()).toEqual({ admitted: 1, already: 11, wrong: 0 }))

test('control: without the index all twelve do', async () =>
  expect(await atOnce('drop index orders.admissions_inside')).toEqual({ admitted: 12, already: 0, wrong: 1 }))

test('the same scan sent eight times at once is one, and all are told so', async () => {
  await using store = await startOrders()
  const { order, codes, door } = await sale(store)
  const answers = await store.database.together(
    `select from orders.orders where id = '${order.id}'`,
    Array.from({ length: 8 }, () => () => door.scans(codes[0], 'key-of-one-scanner')),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
})

test.for(['refund', 'door'])('given back or let in, and never both: the %s comes first', async (first) => {
  await using store = await startOrders()
  const { seller, order, codes, door } = await sale(store, 4)
  const refund = async () => (await store.refunds(seller, order)).status
  const scan = async () => (await door.scans(codes[0])).status
  const racers = first === 'refund' ? [refund, scan] : [scan, refund]
  const statuses = await store.database.together(`select from orders.orders where id = '${order.id}'`, racers)
  expect(statuses.toSorted()).toEqual([201, 409])
  expect((await books(store.database.url)).wrong).toEqual([])
})

test('of two that are alike one goes back while somebody comes in with it: then it is the other', async () => {
  await using store = await startOrders()
  const { seller, order, codes, door } = await sale(store, 2)
  const items = [{ ticketType: order.items[0]?.ticketType, quantity: 1 }]
  const refund = async () => (await store.refunds(seller, order, { items, restock: 'withdrawn' })).status
  const scan = async () => (await door.scans(codes[0])).status
  expect(await store.database.together(`select from orders.orders where id = '${order.id}'`, [scan, refund])).toEqual([
    201, 201,
  ])
  expect((await door.scans(codes[1])).body.reason).toBe('given-back')
})

const seatOf = (index: number) => ({ section: 'Stalls', row: 'A', seat: index + 1 })
const which = fc.nat({ max: 2 })
const deeds = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: fc.constant('scan' as const), which }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('undo' as const), which }) },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant('give back' as const),
        which,
        restock: fc.constantFrom('on-sale' as const, 'withdrawn' as const),
        arrives: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('dispute' as const, 'win' as const) }) },
  ),
  { minLength: 4, maxLength: 14 },
)

test('whatever happens in whatever order: in once, never with what was given back, and nobody on a place that is taken', async () => {
  await using store = await startOrders()
  const [seller, buyer] = [await store.join('Seller'), await store.join('Buyer')]
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const event = await store.lists(seller, [{ seats: [{ section: 'Stalls', row: 'A', first: 1, last: 3 }] }])
      const seats = [0, 1, 2].map(seatOf)
      const sale = await bought(store, buyer, event, 0, [{ ticketType: event.types[0], seats }])
      const [codes, door] = [await codesOf(store, buyer, sale.order), doorOf(store, event, seller)]
      const tickets = codes.map(() => ({ inside: undefined as string | undefined, isGiven: false }))
      let isFrozen = false

      for (const deed of all) {
        const ticket = 'which' in deed ? tickets[deed.which] : undefined
        switch (deed.what) {
          case 'scan': {
            const { status, body } = await door.scans(codes[deed.which])
            const why = ticket?.isGiven ? 'given-back' : isFrozen ? 'frozen' : ticket?.inside && 'admitted-already'
            expect([status, body.reason]).toEqual(why ? [409, why] : [201, undefined])
            if (status === 201 && ticket) ticket.inside = body.id
            break
          }
          case 'undo':
            if (!ticket?.inside) break
            expect((await door.undoes(ticket.inside)).status).toBe(200)
            ticket.inside = undefined
            break
          case 'give back': {
            const items = [{ ticketType: event.types[0], seats: [seatOf(deed.which)] }]
            const { status, body } = await store.refunds(seller, sale.order, { items, restock: deed.restock })
            const isTaken = deed.restock === 'on-sale' && ticket?.inside !== undefined
            expect(status).toBe(ticket?.isGiven || isFrozen || isTaken ? 409 : 201)
            if (status !== 201 || !ticket) break
            ticket.isGiven = true
            if (deed.arrives) await sale.refunds(body.refunds.at(-1)?.id ?? newId('refund'), 2500)
            break
          }
          case 'dispute':
          case 'win':
            isFrozen = deed.what === 'dispute'
            await sale.disputes(isFrozen ? 'open' : 'won')
            break
        }
      }
    }),
    { numRuns: 20 },
  )
  expect((await books(store.database.url)).wrong).toEqual([])
})
