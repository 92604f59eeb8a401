import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { allThatIsDue } from './aftermath.ts'
import { openStore, type Store } from './store.ts'
import { MINUTE } from './time.ts'
import { createWorld, type World } from './world.ts'

// What the simulation found, told again step by step, so that no seed has to be the same story for ever.

let store: Store
beforeAll(async () => {
  store = await openStore(inject('postgres'))
})
afterAll(() => store[Symbol.asyncDispose]())

/** Tells a story about somebody who has a hold that costs something and now asks for a page to pay on; what they were answered. */
const askingForAPage = async (tell: (world: World) => Promise<void>) => {
  const world = await createWorld({ store, seed: 5 })
  const { crowd, loom, record } = world
  const calmly = async () => {
    await loom.quiet()
    await allThatIsDue(world)
  }
  try {
    for (const seller of [...crowd.sellers, ...crowd.sellers]) crowd.announce(seller)
    await calmly()
    while (!(await crowd.does('checkout'))) {
      await crowd.does('hold')
      await calmly()
    }
    await tell(world)
    return record.replies.filter(({ path }) => path === '/api/payments/checkouts').map(({ status }) => status)
  } finally {
    await world.end()
  }
}

test('orders cannot be reached: whoever wants to pay is asked to come back', async () => {
  const answers = await askingForAPage(async ({ loom, household }) => {
    household.stop('orders')
    await loom.quiet()
    for (let step = loom.waiting()[0]; step; step = loom.waiting()[0]) await loom.resume(step, 'done')
  })
  expect(answers).toEqual([503])
})

test('the end of a session becomes too early twice on the way to Stripe: whoever wants to pay is asked to come back', async () => {
  let asked = 0
  const answers = await askingForAPage(async ({ loom, time }) => {
    await loom.quiet()
    for (let step = loom.waiting()[0]; step; step = loom.waiting()[0]) {
      if (step.what.startsWith('POST /v1/checkout/sessions')) {
        asked++
        await time.pass(MINUTE)
      }
      await loom.resume(step, 'done')
    }
  })
  expect(asked).toBe(2)
  expect(answers).toEqual([503])
})
