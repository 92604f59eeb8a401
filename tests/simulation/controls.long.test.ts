import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { guards } from './guards.ts'
import { traceOf } from './report.ts'
import { simulate } from './simulation.ts'
import { openStore, type Store } from './store.ts'

// Does the simulation see it when the store is wrong? Each control takes one guard out and looks for a seed in which that guard
// is what keeps a sentence true. With the guard in its place the same seed is well.

let store: Store
beforeAll(async () => {
  store = await openStore(inject('postgres'))
})
afterAll(() => store[Symbol.asyncDispose]())

const STEPS = 300
const MOST_SEEDS = 80
// Where the seeds below are no longer the story they were, a search through others takes a while.
const PATIENCE_MS = 300_000

const others = (seeds: readonly number[]) =>
  Array.from({ length: MOST_SEEDS }, (_, index) => index + 1).filter((seed) => !seeds.includes(seed))

describe.each(Object.entries(guards))('%s', (_, { changes = {}, tampering, lose = false, breaks, seeds }) => {
  test(
    'without it, it is not true any more',
    async () => {
      const found = await store.changed(changes, async () => {
        for (const seed of [...seeds, ...others(seeds)]) {
          const { breaches } = await simulate({ store, seed, steps: STEPS, lose, ...(tampering ? { tampering } : {}) })
          if (breaches.length > 0) return { seed, broken: breaches.map(({ invariant }) => invariant) }
        }
        throw new Error('no seed needs this guard')
      })
      expect(found.broken.filter((invariant) => breaks.includes(invariant))).not.toEqual([])
      expect((await simulate({ store, seed: found.seed, steps: STEPS, lose })).breaches).toEqual([])
    },
    PATIENCE_MS,
  )
})

test('a seed is replayed step by step, and others are other stories', async () => {
  const told = async (seed: number) => traceOf(await simulate({ store, seed, steps: STEPS })).join('\n')
  const first = await told(7)
  const other = await told(8)
  expect(await told(7)).toBe(first)
  expect(other).not.toBe(first)
})

test('the same states, times and amounts come of a seed, down to the last row', async () => {
  const rows = async () => {
    await simulate({ store, seed: 11, steps: STEPS })
    return store.rows(
      `select state, because, amount, units, held_at, expires_at, closed_at, version from orders.orders order by held_at, id`,
    )
  }
  const first = await rows()
  expect(first.length).toBeGreaterThan(0)
  expect(await rows()).toEqual(first)
})
