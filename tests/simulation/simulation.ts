import { aftermath, allThatIsDue } from './aftermath.ts'
import { type Breach, breaches } from './invariants/all.ts'
import { readBooks } from './invariants/books.ts'
import { storm } from './storm.ts'
import { watch } from './watch.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type Outcome = {
  seed: number
  steps: number
  /** Empty when every invariant held. */
  breaches: Breach[]
  /** All that happened, a line each. */
  trace: readonly string[]
  /** What the run came to, for those who ask whether it was worth it. */
  sold: Sold
}

export const nothing = {
  ...{
    orders: 0,
    paid: 0,
    released: 0,
    captured: 0,
    kills: 0,
    retaken: 0,
    refunded: 0,
    refunds: 0,
    failed: 0,
    late: 0,
  },
  ...{ disputes: 0, off: 0, missing: 0 },
}
/**
 * `refunded` orders, by so many `refunds` of which so many `failed`; `late`: payments that came too late and went back; orders
 * whose event is `off`; and what of Stripe's books the comparing found `missing` in ours.
 */
export type Sold = typeof nothing

/** How many steps pass between two looks at what must be true at every moment. */
const WATCH_EVERY = 25

/** Before anything goes wrong something is put on sale, and some people are about to pay: so there is something to lose. */
const opening = async (world: World) => {
  const { crowd, chance, loom } = world
  const calmly = async () => {
    await loom.quiet()
    await allThatIsDue(world)
  }
  for (const seller of crowd.sellers) {
    crowd.announce(seller)
    await calmly()
  }
  if (chance.happens(0.6)) {
    await crowd.does('setFee')
    await calmly()
  }
  for (let buyer = chance.between(0, 4); buyer > 0; buyer--) {
    await crowd.does('hold')
    await calmly()
  }
  for (let buyer = chance.between(0, 4); buyer > 0; buyer--) {
    await crowd.does('checkout')
    await calmly()
  }
  // Some have paid, so that there is something to give back.
  for (let buyer = chance.between(0, 4); buyer > 0; buyer--) {
    await crowd.does('pay')
    await calmly()
  }
  for (const _ of crowd.sellers) {
    await crowd.does('sales')
    await calmly()
  }
  for (let seller = chance.between(0, 2); seller > 0; seller--) await crowd.does('refund')
}

/** One run from its seed: an opening, `steps` of storm, and an aftermath; then the books are held against each other. */
export const simulate = async ({ steps, ...options }: WorldOptions & { steps: number }): Promise<Outcome> => {
  const world = await createWorld(options)
  const { trace } = world
  const found: Breach[] = []
  try {
    await opening(world)
    for (let made = 0; made < steps && found.length === 0; made += WATCH_EVERY) {
      await storm(world, Math.min(WATCH_EVERY, steps - made))
      found.push(...(await watch(world)))
    }
    const books = await readBooks(world, await aftermath(world))
    if (found.length === 0) found.push(...breaches(books), ...(await watch(world)))
    const count = (state: string) => books.orders.filter((order) => order.state === state).length
    const sold = {
      ...{ orders: books.orders.length, paid: count('paid'), released: count('released') },
      captured: books.stripe.paymentIntents.filter(({ status }) => status === 'succeeded').length,
      kills: trace.filter((line) => /killed/.test(line)).length,
      ...{ refunded: count('refunded'), retaken: books.orders.filter(({ retaken }) => retaken !== null).length },
      refunds: books.refunds.length,
      failed: books.stripe.refunds.filter(({ status }) => status === 'failed').length,
      late: books.payments.filter(({ state }) => state === 'voided' || state === 'returned').length,
      ...{ disputes: books.stripe.disputes.length, off: books.orders.filter(({ off }) => off).length },
      missing: books.differences.filter(({ what }) => what === 'missing').length,
    }
    return { seed: options.seed, steps, breaches: found, trace, sold }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return {
      ...{ seed: options.seed, steps, breaches: [{ invariant: 'the run ends', rows: [text] }], trace },
      sold: nothing,
    }
  } finally {
    await world.end()
  }
}
