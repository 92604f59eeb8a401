import type { Draft } from '#selfhost/courier/message'
import { newId } from '#shared/ids'
import { destinationOf } from '#shared/qstash/publish'
import { destination } from './bus.ts'
import type { Boundary, Fate } from './loom.ts'
import { simulated } from './store.ts'
import { DAY, HOUR, MINUTE, SECOND } from './time.ts'
import { fateOf } from './weather.ts'
import type { World } from './world.ts'

/** What can be reached by nobody for a while. */
export type Outage = { what: Boundary; until: number }

/** How many threads may be under way before somebody new begins something. */
const CROWDED = 6

const moves = { act: 20, resume: 90, deliver: 40, ring: 20, time: 7, sweep: 4, trouble: 1.5, bank: 3 } as const
type Move = keyof typeof moves

/** Messages that nobody here would ever send, as they would come from a broker that somebody else uses as well. */
const poison = ['not json at all', '{}', JSON.stringify({ id: 'mes_1', type: 'order.paid' })]

/** The part of a run in which things go wrong: `steps` moves, each chosen by the seed. */
export const storm = async (world: World, steps: number) => {
  const { chance, loom, bus, till, household, crowd, time, sky } = world
  const away = (what: Boundary) => world.outages.some(({ what: gone, until }) => gone === what && until > time.now())

  const fate = (boundary: Boundary, performed: boolean): Fate => {
    if (away(boundary) && !performed) return 'refused'
    const chosen = fateOf(chance, sky.weather.fates[boundary])
    // What has happened already can still be lost, and whoever waits for it can die.
    return performed && chosen === 'refused' ? 'lost' : performed && chosen === 'slow' ? 'done' : chosen
  }

  const resume = async () => {
    const step = chance.one(loom.waiting())
    const chosen = fate(step.boundary, step.performed)
    world.note(`${step.life.name} ${step.boundary}: ${step.what}${chosen === 'done' ? '' : ` -> ${chosen}`}`)
    await loom.resume(step, chosen)
  }

  const foul = (): Draft => {
    const to = chance.one(['orders', 'payments'] as const)
    const body = chance.one([
      ...poison,
      JSON.stringify({
        ...{
          id: newId('message'),
          type: 'order.paid',
          occurredAt: new Date().toISOString(),
          aggregate: newId('order'),
        },
        ...{ version: 1, traceparent: null, data: { order: 'everything' } },
      }),
    ])
    return {
      ...{
        url: destinationOf(destination, to),
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      },
      ...{ body: new TextEncoder().encode(body), maxRetries: 1, retryDelay: null, timeoutMs: SECOND, labels: [] },
      ...{ deduplicationId: undefined, when: { delayMs: 0 }, lane: null, topicName: null, endpointName: null },
      ...{ callback: null, failureCallback: null },
    }
  }

  const deliver = async () => {
    const { broker } = sky.weather
    if (away('broker')) return
    if (chance.happens(broker.poison)) {
      world.note('the broker has a message that is none of ours')
      bus.put(foul())
    }
    const old = bus.delivered()
    if (old.length > 0 && chance.happens(broker.again)) {
      const letter = { ...chance.one(old) }
      world.note(`the broker delivers ${letter.id} to ${letter.to} once more, long after`)
      return world.deliver(letter)
    }
    const due = bus.due()
    if (due.length === 0) return
    const letter = chance.one(due)
    if (chance.happens(broker.lose)) {
      world.note(`the broker loses ${letter.id} to ${letter.to}`)
      return bus.lose(letter)
    }
    if (chance.happens(broker.rejects)) {
      world.note(`the broker thinks it could not deliver ${letter.id}`)
      letter.flying++
      return bus.answered(letter, { status: 502, headers: new Headers() })
    }
    const spoilt = chance.happens(broker.corrupt)
    const twice = !spoilt && chance.happens(broker.twice)
    world.note(`the broker delivers ${letter.id} to ${letter.to}${twice ? ' twice' : ''}${spoilt ? ', spoilt' : ''}`)
    await world.deliver(letter, spoilt && chance.happens(0.5) ? 'stranger' : undefined, spoilt)
    if (twice) await world.deliver(letter)
  }

  const ring = async () => {
    const { webhook } = sky.weather
    const due = till.due()
    if (away('stripe') || due.length === 0) return
    const one = chance.one(due)
    const { type } = one.event
    if (chance.happens(webhook.never)) {
      world.note(`Stripe never tells ${type}`)
      return till.forget(one)
    }
    if (chance.happens(webhook.late)) {
      world.note(`Stripe will tell ${type} late`)
      return till.delay(one)
    }
    const twice = chance.happens(webhook.twice)
    world.note(`Stripe tells ${type}${twice ? ' twice' : ''}`)
    world.ring(one)
    if (twice) world.ring(one)
  }

  /** The moments at which something ends, and just before and after them, are the interesting ones. */
  const nextEnd = async () => {
    const [row] = await world.store.rows<{ at: Date | null }>(
      `select min(expires_at) as at from orders.orders where state = 'held' and expires_at > clock.now()`,
    )
    return row?.at ? row.at.getTime() - time.now() + chance.one([-SECOND, -1, 0, 1, SECOND, MINUTE]) : SECOND
  }

  const passTime = async () => {
    const span = chance.weighted({ moment: 50, seconds: 24, minute: 4, end: 5, hour: 0.7, days: 0.3 })
    const ms = await {
      moment: () => chance.between(1, 1500),
      seconds: () => chance.between(2 * SECOND, 40 * SECOND),
      minute: () => chance.between(MINUTE, 3 * MINUTE),
      end: nextEnd,
      hour: () => chance.between(HOUR, 5 * HOUR),
      days: () => chance.between(DAY, 5 * DAY),
    }[span]()
    world.note(`${Math.max(1, Math.round(ms))} ms pass`)
    await time.pass(ms)
  }

  const trouble = () => {
    const kind = chance.weighted({ outage: 3, kill: 3, down: 1 })
    const name = chance.one(simulated)
    switch (kind) {
      case 'kill':
        world.note(`${name} is killed`)
        return household.kill(name)
      case 'down':
        world.note(`${name} is ${household.isDown(name) ? 'back' : 'gone'}`)
        return household.isDown(name) ? household.startAgain(name) : household.stop(name)
      case 'outage': {
        const what = chance.one(['database', 'broker', 'stripe'] as const)
        const until = time.now() + chance.between(SECOND, chance.happens(0.3) ? 3 * HOUR : 3 * MINUTE)
        world.note(`${what} is away`)
        world.outages.push({ what, until })
      }
    }
  }

  const make: { [Name in Move]: () => Promise<unknown> | unknown } = {
    act: async () => world.note(`somebody: ${await crowd.act()}`),
    resume,
    deliver,
    ring,
    time: passTime,
    sweep: () => {
      const name = chance.one(simulated)
      world.note(`${name} is told to sweep`)
      world.sweep(name)
    },
    trouble,
    bank: () => {
      const done = till.bank()
      if (done) world.note(`a bank: ${done}`)
    },
  }

  sky.weather = world.stormy
  for (let made = 0; made < steps; made++) {
    world.nextStep()
    const possible: Partial<Record<Move, number>> = {
      ...moves,
      ...(loom.waiting().length === 0 ? { resume: 0 } : {}),
      ...(bus.due().length === 0 ? { deliver: bus.delivered().length > 0 ? 2 : 0 } : {}),
      ...(till.due().length === 0 ? { ring: 0 } : {}),
    }
    const move = loom.waiting().length >= CROWDED ? 'resume' : chance.weighted(possible)
    await make[move]()
    await loom.quiet()
  }
}
