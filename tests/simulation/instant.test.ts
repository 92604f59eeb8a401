import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { guards } from './guards.ts'
import { type Actor, actors, type Instant, isRight, tell, WITHIN } from './instant.ts'
import { openStore, type Store } from './store.ts'

// Paying at the very end of a hold: whoever meets whom in between, it ends in exactly one of two ways. `INSTANTS=2000` tells
// more of them.

let store: Store
beforeAll(async () => {
  store = await openStore(inject('postgres'))
})
afterAll(() => store[Symbol.asyncDispose]())

const RUNS = Number(process.env.INSTANTS ?? 10)

/** Nobody is told of what has not happened: the webhook comes after the bank's yes. */
const isPossible = (order: readonly Actor[]) => order.indexOf('webhook') > order.indexOf('authorise')

const instants = fc.record({
  order: fc.shuffledSubarray([...actors], { minLength: actors.length }).filter(isPossible),
  crossing: fc.integer({ min: 0, max: actors.length }),
  delta: fc.integer({ min: -WITHIN / 10, max: WITHIN / 10 }).map((hundredths) => hundredths * 10),
  picks: fc.array(fc.nat({ max: 1_000 }), { maxLength: 120 }),
})

// What chance may leave out of a few: paid in good time, and after giving it up.
const soon: Instant = { order: [...actors], crossing: actors.length, delta: 10, picks: [] }
const tooLate: Instant = { ...soon, order: ['cancel', ...actors.filter((actor) => actor !== 'cancel')] }

const permutations = (of: readonly Actor[]): Actor[][] =>
  of.length === 0
    ? [[]]
    : of.flatMap((first) => permutations(of.filter((other) => other !== first)).map((rest) => [first, ...rest]))

test('however they meet: paid, with the ticket, or never charged', async () => {
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(instants, async (instant) => {
      const end = await tell(store, instant)
      ends.add(end.state)
      expect(isRight(end), JSON.stringify(end)).toBe(true)
    }),
    { numRuns: RUNS, examples: [[soon], [tooLate]] },
  )
  // Both happen, or nothing was tried.
  expect([...ends].toSorted()).toEqual(['paid', 'released'])
}, 600_000)

test('one after the other, in every order, before and after the end', async () => {
  const orders = permutations(actors.filter((actor) => actor !== 'rival')).filter(isPossible)
  expect(orders).toHaveLength(60)
  const all = orders.flatMap((order) =>
    Array.from({ length: order.length + 1 }, (_, crossing): Instant => ({ order, crossing, delta: 10, picks: [] })),
  )
  // All 360 of them with `INSTANTS`; else some, of each crossing.
  const some = process.env.INSTANTS ? all : all.filter((_, index) => index % 47 === 0)
  for (const instant of some) {
    const end = await tell(store, instant)
    expect(isRight(end), `${JSON.stringify(instant)} came to ${JSON.stringify(end)}`).toBe(true)
  }
}, 600_000)

test('control: where lapsed units are lost and their order is not, one ticket is sold to two', async () => {
  const changes = guards['whoever loses lapsed units is released in the same statement']?.changes ?? {}
  const order: Actor[] = ['rival', 'authorise', 'webhook', 'reminder', 'sweep', 'cancel']
  const end = await store.changed(changes, () => tell(store, { order, crossing: 0, delta: 10, picks: [] }))
  expect(isRight(end)).toBe(false)
  expect(end.breaches.map(({ invariant }) => invariant)).toContain('nothingIsSoldTwice')
  expect(isRight(await tell(store, { order, crossing: 0, delta: 10, picks: [] }))).toBe(true)
})
