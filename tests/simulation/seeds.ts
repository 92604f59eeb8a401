import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { report } from './report.ts'
import { simulate } from './simulation.ts'
import { openStore, type Store } from './store.ts'

const STEPS = 150
const AT_ONCE = 20

/** Tests of so many seeds from this one on, some together: what fails names its seed and how to see it again. */
export const runSeeds = (from: number, count: number, { lose = false } = {}) => {
  let store: Store
  beforeAll(async () => {
    store = await openStore(inject('postgres'))
  })
  afterAll(() => store[Symbol.asyncDispose]())

  for (let first = from; first < from + count; first += AT_ONCE) {
    test(`seeds ${first} to ${first + AT_ONCE - 1}${lose ? ', messages lost for good' : ''}: nothing is lost, sold twice or charged for nothing`, async () => {
      const failed: string[] = []
      const sold = { paid: 0, released: 0, kills: 0, refunds: 0 }
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const outcome = await simulate({ store, seed, steps: STEPS, lose })
        if (outcome.breaches.length > 0) failed.push(report(outcome, { lose }))
        for (const what of ['paid', 'released', 'kills', 'refunds'] as const) sold[what] += outcome.sold[what]
      }
      expect(failed.join('\n\n')).toBe('')
      // Runs in which nothing is bought and nobody dies would prove nothing.
      expect(Object.values(sold).every((number) => number > 0)).toBe(true)
    })
  }
}
