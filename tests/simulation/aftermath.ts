import { simulated } from './store.ts'
import { DAY, MINUTE, SECOND } from './time.ts'
import { calm } from './weather.ts'
import type { World } from './world.ts'

/** How many minutes, each with a sweep, the store may take to come to rest once nothing goes wrong any more. */
const PATIENCE = 12

/** What is not yet as it should be when everything has had its time. */
export type Restless = { [what: string]: number }

const UNFINISHED = `
  select (select count(*) from tickets.outbox where published_at is null)::int
       + (select count(*) from orders.outbox where published_at is null)::int
       + (select count(*) from payments.outbox where published_at is null)::int as unpublished,
    (select count(*) from payments.stripe_events where applied_at is null)::int as unapplied,
    (select count(*) from orders.orders where state = 'confirmed' or (state = 'held' and expires_at <= clock.now()))::int as orders,
    (select count(*) from payments.payments where state in ('authorized', 'capturing', 'voiding', 'taken'))::int as payments,
    (select count(*) from orders.events where cancelled_at is not null and paid_back_at is null)::int as "eventsToPayBack",
    ((select count(*) from orders.refunds where state = 'asked')
      + (select count(*) from payments.refunds where state = 'asked'))::int as refunds,
    (select count(*) from orders.orders where state = 'held')::int as held`

const everybodyGoesOn = async ({ loom }: World) => {
  for (let step = loom.waiting()[0]; step; step = loom.waiting()[0]) await loom.resume(step, 'done')
}

/** All that is due happens, and whatever that makes due. */
export const allThatIsDue = async (world: World) => {
  const { bus, till, loom } = world
  await everybodyGoesOn(world)
  for (;;) {
    const [letter] = bus.due()
    const [webhook] = till.due()
    if (!letter && !webhook) return
    world.nextStep()
    if (letter) await world.deliver(letter)
    else if (webhook) world.ring(webhook)
    await loom.quiet()
    await everybodyGoesOn(world)
  }
}

const allSweep = async (world: World) => {
  for (const name of simulated) {
    world.nextStep()
    world.sweep(name)
    await world.loom.quiet()
    await everybodyGoesOn(world)
  }
}

const unfinished = async ({ store, bus, till, time }: World, final: boolean) => {
  const [counts] = await store.rows<Restless>(UNFINISHED)
  const { held = 0, refunds = 0, ...others } = counts ?? {}
  // For a day Stripe repeats under its key what broke; until then a refund waits.
  const rest = till.bearsGrudge() && !final ? others : { ...others, refunds }
  const soon = bus.nextDue() <= time.now() + MINUTE ? 1 : 0
  const restless = { ...rest, messages: soon, deadLetters: bus.neglected(), webhooks: till.due().length }
  return { held, restless: Object.fromEntries(Object.entries(restless).filter(([, count]) => count > 0)) }
}

/** Minute by minute until nothing is left to do. Returns what is, when the patience has run out. */
const comeToRest = async (world: World, final = false): Promise<Restless> => {
  for (let minute = 0; ; minute++) {
    await allThatIsDue(world)
    await allSweep(world)
    await allThatIsDue(world)
    const { restless } = await unfinished(world, final)
    if (Object.keys(restless).length === 0 || minute === PATIENCE) return restless
    await world.time.pass(MINUTE + SECOND)
  }
}

/** Half of those who never heard what became of their request ask again, until they know; the others never come back. */
const peopleAskAgain = async (world: World) => {
  const { errands, chance, loom, time } = world
  for (const errand of [...errands.unknown()]) if (chance.happens(0.5)) errands.giveUp(errand)
  for (let round = 0; round < 4 && errands.unknown().length > 0; round++) {
    for (const errand of [...errands.unknown()]) {
      world.nextStep()
      errands.again(errand)
      await loom.quiet()
      await everybodyGoesOn(world)
    }
    // By then a claim of a request that died has lapsed.
    await time.pass(MINUTE + SECOND)
  }
}

/** Whoever still has a hold may want to pay after all, or wants their money back: what went wrong before must not be in the way. */
const lifeGoesOn = async (world: World) => {
  for (const wish of ['checkout', 'pay', 'checkout', 'pay', 'claim', 'sales', 'refund', 'failures', 'rule'] as const) {
    world.nextStep()
    if (world.chance.happens(0.6)) await world.crowd.does(wish)
    await world.loom.quiet()
    await allThatIsDue(world)
  }
}

/** Nothing happens any more until everything that Stripe has was compared, and then the balances, which lie still by then. */
const booksAreCompared = async (world: World) => {
  for (const minutes of [8, 12]) {
    await world.time.pass(minutes * MINUTE)
    await allThatIsDue(world)
    await allSweep(world)
    await allThatIsDue(world)
  }
}

const everybodyLooks = async (world: World) => {
  for (const look of world.crowd.looks()) {
    world.nextStep()
    look()
    await world.loom.quiet()
    await everybodyGoesOn(world)
  }
}

/**
 * The part of a run in which nothing goes wrong any more: everybody is back, what was late comes, holds end, and long after
 * that some of it comes once more. Returns what has not come to rest.
 */
export const aftermath = async (world: World): Promise<Restless> => {
  const { sky, household, till, bus, time, chance, store } = world
  sky.weather = calm
  world.note('everything is well again')
  for (const name of simulated) household.startAgain(name)
  household.setClocks()
  await everybodyGoesOn(world)
  // A sweep that began in the storm may have compared before it had heard what it failed to ask for.
  world.calmSince = time.now() + 1
  await peopleAskAgain(world)
  const first = await comeToRest(world)
  if (Object.keys(first).length > 0) return first

  // While a hold still lasts, money that was set aside for it has to be noticed; when it is over, letting go would do.
  const unnoticed = till.stripe.books().paymentIntents.filter(({ status }) => status === 'requires_capture').length
  if (unnoticed > 0) return { 'money set aside that nobody noticed': unnoticed }

  await lifeGoesOn(world)
  // Holds end: one after another, so that what is told of each has its own time, or all of them at once.
  const which = chance.happens(0.3) ? 'min' : 'max'
  for (;;) {
    const [row] = await store.rows<{ at: Date | null }>(
      `select ${which}(expires_at) as at from orders.orders where state = 'held'`,
    )
    if (!row?.at) break
    await time.pass(row.at.getTime() - time.now() + SECOND)
    await allThatIsDue(world)
  }
  const rest = await comeToRest(world)
  if (Object.keys(rest).length > 0) return rest

  world.note('days later, what was late comes, and some of it again')
  await time.pass(4 * DAY)
  till.hurry()
  const again = Array.from({ length: Math.min(12, bus.delivered().length) }, () => ({ ...chance.one(bus.delivered()) }))
  for (const letter of again) {
    world.nextStep()
    await world.deliver(letter)
    await world.loom.quiet()
  }
  for (let deed = chance.between(0, 2); deed > 0; deed--) {
    const done = till.bank(world.stormy.banks)
    if (done) world.note(`a bank: ${done}`)
  }
  const end = await comeToRest(world, true)
  if (Object.keys(end).length > 0) return end
  await booksAreCompared(world)
  await everybodyLooks(world)
  return {}
}
