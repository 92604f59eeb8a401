import { createBus, type Letter } from './bus.ts'
import { chanceFrom } from './chance.ts'
import { createCrowd } from './crowd.ts'
import { createErrands } from './errands.ts'
import { createHousehold, INTERNAL_TOKEN, type Said, type Tampering } from './household.ts'
import { createLoom, type Ended } from './loom.ts'
import { makePayable } from './payable.ts'
import { invite, publicKeys } from './people.ts'
import { takeOver } from './reality.ts'
import { createRecord } from './record.ts'
import { type Simulated, type Store, simulated } from './store.ts'
import type { Outage } from './storm.ts'
import { createTill, type Webhook } from './till.ts'
import { createTime, DAY } from './time.ts'
import { calm, type Weather, weatherOf } from './weather.ts'

export type WorldOptions = {
  store: Store
  seed: number
  /** Lets the broker lose for good what it said it had. */
  lose?: boolean
  tampering?: Tampering
}

const BUYERS = ['Ada', 'Ben', 'Cleo', 'Dan']
const SELLERS = ['Sam', 'Sue']

/** Everything of one run, from its seed: services, broker, Stripe, people, and what may go wrong. */
export const createWorld = async ({ store, seed, lose = false, tampering = {} }: WorldOptions) => {
  // Separate streams, so that one more message does not change what people want.
  const stream = (number: number) => chanceFrom(seed * 16 + number)
  const chance = stream(0)
  const stormy = weatherOf(stream(1), { lose })
  const sky: { weather: Weather } = { weather: calm }
  const trace: string[] = []
  let step = 0
  const note = (line: string) => trace.push(`${String(step).padStart(4)} ${line}`)

  await store.reset(seed)
  const loom = createLoom()
  const till: { made?: ReturnType<typeof createTill> } = {}
  const time = createTime(async (now) => {
    await store.setTime(now)
    till.made?.stripe.wake()
  })
  await time.pass(1)
  const keys = await publicKeys()
  const roads: { travel: typeof fetch } = { travel: fetch }
  const giveBack = takeOver({
    now: () => time.now() + (loom.running()?.skew ?? 0),
    seed: seed * 16 + 2,
    fetch: (input, init) => roads.travel(input, init),
  })
  const bus = await createBus(time, stream(3), simulated)
  till.made = createTill(time, stream(4), () => sky.weather)
  const household = createHousehold({
    ...{ loom, bus, till: till.made, dbs: store.dbs, keys, tampering, chance: stream(5) },
    // Half of all runs offer ways to pay that take the money at once.
    methods: stream(7).happens(0.5) ? 'all' : 'manual',
    skew: () => (sky.weather.skew === 0 ? 0 : chance.between(-sky.weather.skew, sky.weather.skew)),
    log: (line) => {
      const { level, message, service, error } = JSON.parse(line)
      if (level !== 'info') note(`     ${service} says: ${message}${error ? ` (${error.message})` : ''}`)
    },
  })
  roads.travel = household.travel
  const sellers = await invite(SELLERS)
  const [operator] = await invite(['Olga'], ['operator'])
  if (!operator) throw new Error('nobody runs this')
  await makePayable(store, till.made, sellers)
  const record = createRecord()
  for (const { id } of [...sellers, operator]) record.sellers.add(id)
  const errands = createErrands(household, record, () => step)
  const crowd = createCrowd({
    ...{ chance: stream(6), errands, till: till.made, weather: () => sky.weather },
    ...{ buyers: await invite(BUYERS), sellers, operator },
    startsAt: () => new Date(time.now() + 60 * DAY).toISOString(),
  })

  const deliver = async (letter: Letter, signedBy?: 'current' | 'next' | 'stranger', spoilt = false) => {
    const request = await bus.request(letter, signedBy, spoilt)
    letter.flying++
    household.send(letter.to, request, (end) => bus.answered(letter, answerOf(end)))
  }

  const ring = (webhook: Webhook) => {
    webhook.flying = true
    const request = till.made?.request(webhook.event)
    if (request)
      household.send('payments', request, (end) => till.made?.answered(webhook, answerOf(end)?.status === 200))
  }

  const sweep = (name: Simulated, done: (end: Ended<Said>) => void = () => {}) => {
    const headers = { authorization: `Bearer ${INTERNAL_TOKEN}` }
    household.send(name, new Request(`https://${name}.sim/internal/sweep`, { method: 'POST', headers }), done)
  }

  return {
    outages: [] as Outage[],
    /** Since when nothing goes wrong any more. */
    calmSince: undefined as number | undefined,
    ...{ chance, stormy, sky, trace, note, loom, time, bus, household, record, errands, crowd, store, seed, operator },
    till: till.made,
    deliver,
    ring,
    sweep,
    step: () => step,
    nextStep: () => {
      step++
      loom.nobodyRuns()
    },
    end: async () => {
      for (const name of simulated) household.kill(name)
      await till.made?.stripe.stop()
      giveBack()
    },
  }
}

const answerOf = (end: Ended<Said>) => (end === 'died' || 'error' in end ? undefined : end.value)

export type World = Awaited<ReturnType<typeof createWorld>>
