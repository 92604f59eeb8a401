import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { books } from '#local/books'
import { bundleAll } from '#local/bundle'
import { Network } from '#local/network'
import type { EventShown, Person, Reply } from '#local/person'
import { admin, startPostgres } from '#local/postgres'
import { startService } from './child.ts'

// What becomes of the store, and of those who want nothing but a ticket, while others flood it. Through the door, as everybody.
// Open loop: everybody comes when they come, whether or not those before them have been answered.

const { values } = parseArgs({
  options: {
    arrivals: { type: 'string', default: '20000' },
    seats: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '10' },
    'at-once': { type: 'string', default: '48' },
    greedy: { type: 'string', default: '200' },
    moves: { type: 'string', default: '30' },
  },
})
const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]))
const { arrivals: ARRIVALS = 0, seats: SEATS = 0, rate: RATE = 0, seconds: SECONDS = 0 } = numbers
const { greedy: GREEDY = 0, moves: MOVES = 0, 'at-once': AT_ONCE = 0 } = numbers

const tell = (line: string) => process.stdout.write(`${line}\n`)

type Outcome = { status: number; slug: string; ms: number }

const asOutcome = (reply: Reply, since: number): Outcome => ({
  status: reply.status,
  slug: reply.status < 400 ? String(reply.status) : String(reply.body.type).replace('/problems/', ''),
  ms: performance.now() - since,
})

/**
 * So many of a flood are inside at once; who comes meanwhile stands in a line before the door, and their waiting counts. At the edge
 * as many isolates would come as are wanted; here one process has a queue, and where it is longer than the 300 ms that a limit
 * may take to be counted, each answer of Redis is read too late and the door is open.
 */
const line = (places: number) => {
  const waiting: (() => void)[] = []
  let free = places
  return async <Answer>(enter: () => Promise<Answer>): Promise<Answer> => {
    if (free > 0) free--
    else await new Promise<void>((turn) => waiting.push(turn))
    try {
      return await enter()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

/** Each at their time from now on; waits until all have been answered. Waiting counts from when they came. */
const arrive = async (count: number, rate: number, ask: (index: number) => Promise<Reply>): Promise<Outcome[]> => {
  const began = performance.now()
  const answers: Promise<Outcome>[] = []
  const inLine = line(AT_ONCE)
  while (answers.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * rate) + 1)
    while (answers.length < due) {
      const since = began + (answers.length / rate) * 1000
      const lost = (error: unknown): Outcome => ({
        status: 0,
        slug: `no answer: ${error}`,
        ms: performance.now() - since,
      })
      const index = answers.length
      answers.push(inLine(() => ask(index)).then((reply) => asOutcome(reply, since), lost))
    }
    await new Promise((later) => setTimeout(later, 5))
  }
  return Promise.all(answers)
}

const at = (sorted: number[], part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)

const summary = (outcomes: Outcome[]) => {
  const counts = Map.groupBy(outcomes, ({ slug }) => slug)
  const ms = outcomes.map((outcome) => outcome.ms).toSorted((a, b) => a - b)
  const said = [...counts].map(([slug, those]) => `${slug} ${those.length}`).join(', ')
  return `${said}; p50 ${at(ms, 0.5)} ms, p99 ${at(ms, 0.99)} ms`
}

const HOLDS_A_MINUTE = 30
/** What a sliding window may let through in a scene, and in the minute after the one before. */
const throughTheDoor = (perMinute: number) => 2 * perMinute * Math.ceil((SECONDS + 60) / 60)

const failures: string[] = []
const mustBe = (what: string, isSo: boolean) => {
  tell(`${isSo ? 'yes' : 'NO '}  ${what}`)
  if (!isSo) failures.push(what)
}
const nothingBroke = (outcomes: Outcome[]) =>
  mustBe(
    'no answer was a breakdown, and everybody had one',
    outcomes.every(({ status }) => status > 0 && status < 500),
  )

// Wrangler asks Cloudflare about the visitor's place at start; nothing here needs the answer.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

const dir = await mkdtemp(join(tmpdir(), 'holdfast-flood-'))
// The server may run as another user than we do.
await chmod(dir, 0o755)
process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
const postgres = await startPostgres({ dir: join(dir, 'postgres'), password: 'flood' })
const network = await Network.start({
  postgres: postgres.url(),
  bundles: await bundleAll(join(dir, 'workers')),
  limits: { requests: 10_000_000, signIns: 20, holds: HOLDS_A_MINUTE, availabilityMs: 1000 },
  redisElsewhere: (token) => startService({ runtime: 'node', file: 'bench/redis-endpoint.ts' }, { REDIS_TOKEN: token }),
})

/** How often a limit could not be counted, and the door was open or counted for itself. */
const uncounted = () => network.logs().filter((line) => line.includes('limits are counted without Redis')).length

const taken = async ({ id }: EventShown) => {
  const [row] = await admin<{ units: number; sold: number }>(
    network.database,
    `select count(u.order_id)::int as units, count(distinct o.id) filter (where o.state = 'paid')::int as sold
     from orders.units u join orders.ticket_types t on t.id = u.ticket_type left join orders.orders o on o.id = u.order_id
     where t.event = $1`,
    [id],
  )
  return row ?? { units: 0, sold: 0 }
}

// As drizzle/orders/functions.sql has it.
const [MOST_HOLDS, MOST_DROPPED, PER_ORDER] = [5, 10, 5]

const holdOne = (buyer: Person, event: EventShown) =>
  buyer.call('POST', '/api/orders', {
    body: { event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }] },
  })

const seller = await network.person()
const listed = (quantity: number) => seller.lists({ quantity, price: 0, maxPerOrder: PER_ORDER })

/** A few who want one ticket each, one after the other, while `flood` goes on; what they are told. */
const honestlyMeanwhile = async (event: EventShown, flood: Promise<Outcome[]>): Promise<Outcome[]> => {
  const going = { on: true }
  void flood.finally(() => {
    going.on = false
  })
  const outcomes: Outcome[] = []
  while (going.on) {
    const [buyer] = await network.crowd(1)
    if (!buyer) break
    const since = performance.now()
    outcomes.push(asOutcome(await holdOne(buyer, event), since))
    await new Promise((later) => setTimeout(later, 100))
  }
  return outcomes
}

/** A flood, and those who want one ticket for each of these events meanwhile. */
const scene = async (name: string, events: EventShown[], count: number, ask: (index: number) => Promise<Reply>) => {
  tell(`\n${name}: ${count} at ${RATE} a second`)
  const before = uncounted()
  const flood = arrive(count, RATE, ask)
  const honest = await Promise.all(events.map((event) => honestlyMeanwhile(event, flood)))
  const outcomes = await flood
  tell(`  flood   ${summary(outcomes)}`)
  for (const some of honest) tell(`  honest  ${summary(some)}`)
  nothingBroke([...outcomes, ...honest.flat()])
  mustBe(
    'who wanted one ticket got it',
    honest.every((some) => some.length > 0 && some.every(({ status }) => status === 201)),
  )
  tell(`     Redis answered in time but for ${uncounted() - before} questions about a limit`)
  return outcomes
}

const FLOOD = RATE * SECONDS
const count = (outcomes: Outcome[], slug: string) => outcomes.filter((outcome) => outcome.slug === slug).length
const plenty = await listed(50_000)

const guesses = await scene('sign-in, one password after another', [plenty], FLOOD, (index) =>
  seller.call('POST', '/api/auth/sign-in', {
    body: { email: `somebody-${index}@example.com`, password: 'guess after guess' },
  }),
)
mustBe(
  'at most two windows of twenty guesses a minute were judged',
  guesses.filter(({ status }) => status !== 429).length <= throughTheDoor(20),
)

const [greedy] = await network.crowd(1)
if (!greedy) throw new Error('nobody came')
const grabs = await scene('holds by one account', [plenty], FLOOD, () => holdOne(greedy, plenty))
mustBe('it has five holds at the most', count(grabs, '201') <= MOST_HOLDS)
mustBe(
  'the door let two windows of thirty a minute through at the most',
  grabs.length - count(grabs, 'too-many-requests') <= throughTheDoor(HOLDS_A_MINUTE),
)

/** Takes as much as there is to be had for one account, then drops what it has held for longest, and takes again. */
class Greedy {
  readonly #held: string[] = []
  #turn: Promise<Reply | undefined> = Promise.resolve(undefined)
  readonly #person: Person
  readonly #event: EventShown

  constructor(person: Person, event: EventShown) {
    this.#person = person
    this.#event = event
  }

  async #takes(): Promise<Reply> {
    const reply = await this.#person.asksToHold(this.#event, PER_ORDER)
    if (reply.status === 201) this.#held.push(reply.body.id)
    return reply
  }

  /** One after the other, but for the first, with which it tries to be quicker than its limit. The worst answer of several. */
  move(): Promise<Reply> {
    const before = this.#turn
    this.#turn = (async () => {
      const isFirst = (await before) === undefined
      const oldest = this.#held.length >= MOST_HOLDS ? this.#held.shift() : undefined
      if (oldest) return this.#person.call('POST', `/api/orders/${oldest}/cancel`)
      const asked = await Promise.all(Array.from({ length: isFirst ? MOST_HOLDS + 3 : 1 }, () => this.#takes()))
      return asked.toSorted((a, b) => b.status - a.status)[0] as Reply
    })()
    return this.#turn as Promise<Reply>
  }
}

/** The most that any one account has at this moment, and has let go of. */
const mostOfAnybody = async ({ id }: EventShown) => {
  const [most] = await admin<{ holds: number; units: number; dropped: number }>(
    network.database,
    `select coalesce(max(holds), 0)::int as holds, coalesce(max(units), 0)::int as units, coalesce(max(dropped), 0)::int as dropped
     from (select count(distinct o.id) filter (where o.state = 'held') as holds, count(u.id) as units,
         count(distinct o.id) filter (where o.state = 'released') as dropped
       from orders.orders o left join orders.units u on u.order_id = o.id where o.event = $1 group by o.buyer) per_buyer`,
    [id],
  )
  return most ?? { holds: 0, units: 0, dropped: 0 }
}

// What they may take, all of them together, and what is left for everybody else because of it.
const coveted = await listed(GREEDY * MOST_HOLDS * PER_ORDER + SECONDS * 1000)
const crowd = (await network.crowd(GREEDY)).map((person) => new Greedy(person, coveted))
const watched: Awaited<ReturnType<typeof mostOfAnybody>>[] = []
const watching = setInterval(() => void mostOfAnybody(coveted).then((most) => watched.push(most)), 500)
const seized = await scene(
  `holds by ${GREEDY} accounts, dropped and taken again`,
  [coveted, plenty],
  GREEDY * MOVES,
  (index) => (crowd[index % GREEDY] as Greedy).move(),
)
clearInterval(watching)
watched.push(await mostOfAnybody(coveted))
const most = (of: 'holds' | 'units' | 'dropped') => Math.max(...watched.map((seen) => seen[of]))
mustBe(
  `nobody ever has more than ${MOST_HOLDS} holds of ${PER_ORDER}: ${most('holds')} holds, ${most('units')} tickets (${watched.length} looks)`,
  most('holds') <= MOST_HOLDS && most('units') <= MOST_HOLDS * PER_ORDER,
)
mustBe(
  `who lets go of ten waits: ${count(seized, 'cooling-down')} were told so, nobody let go of more than ${most('dropped')}`,
  count(seized, 'cooling-down') > 0 && most('dropped') < MOST_DROPPED + MOST_HOLDS,
)
await network.settle()
const { wrong } = await books(network.database)
mustBe(`nothing is sold twice: ${wrong.length} faults in the books`, wrong.length === 0)

tell(`\n${ARRIVALS} people for ${SEATS} tickets: ${RATE} a second`)
const scarce = await listed(SEATS)
await network.settle()
const people = await network.crowd(ARRIVALS)
const sale = await arrive(ARRIVALS, RATE, async (index) => {
  const buyer = people[index]
  if (!buyer) throw new Error('nobody came')
  const held = await holdOne(buyer, scarce)
  return held.status === 201 ? buyer.call('POST', `/api/orders/${held.body.id}/claim`) : held
})
tell(`  ${summary(sale)}`)
nothingBroke(sale)
const { units, sold } = await taken(scarce)
mustBe(`exactly ${SEATS} are sold: ${sold} orders of ${units} tickets`, sold === SEATS && units === SEATS)

await network[Symbol.asyncDispose]()
await postgres.stop()
tell(failures.length === 0 ? '\nit held' : `\nit did not hold: ${failures.join('; ')}`)
process.exitCode = failures.length === 0 ? 0 : 1
