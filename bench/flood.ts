import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleAll } from '#local/bundle'
import { Network } from '#local/network'
import type { EventShown, Person, Reply } from '#local/person'
import { admin, startPostgres } from '#local/postgres'

// What becomes of the store, and of those who want nothing but a ticket, while others flood it. Through the door, as everybody.
// Open loop: everybody comes when they come, whether or not those before them have been answered.

const { values } = parseArgs({
  options: {
    arrivals: { type: 'string', default: '20000' },
    seats: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '10' },
  },
})
const [ARRIVALS, SEATS, RATE, SECONDS] = [values.arrivals, values.seats, values.rate, values.seconds].map(Number) as [
  ...[number, number, number, number],
]

const tell = (line: string) => process.stdout.write(`${line}\n`)

type Outcome = { status: number; slug: string; ms: number }

const asOutcome = (reply: Reply, since: number): Outcome => ({
  status: reply.status,
  slug: reply.status < 400 ? String(reply.status) : String(reply.body.type).replace('/problems/', ''),
  ms: performance.now() - since,
})

/** Each at their time from now on; waits until all have been answered. Waiting counts from when they came. */
const arrive = async (count: number, rate: number, ask: (index: number) => Promise<Reply>): Promise<Outcome[]> => {
  const began = performance.now()
  const answers: Promise<Outcome>[] = []
  while (answers.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * rate) + 1)
    while (answers.length < due) {
      const since = began + (answers.length / rate) * 1000
      const lost = (error: unknown): Outcome => ({
        status: 0,
        slug: `no answer: ${error}`,
        ms: performance.now() - since,
      })
      answers.push(ask(answers.length).then((reply) => asOutcome(reply, since), lost))
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
  limits: { requests: 10_000_000, signIns: 20, holds: 30, availabilityMs: 1000 },
})

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

const holdOne = (buyer: Person, event: EventShown) =>
  buyer.call('POST', '/api/orders', {
    body: { event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }] },
  })

const seller = await network.person()
const listed = (quantity: number) => seller.lists({ quantity, price: 0, maxPerOrder: 5 })

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

const scene = async (name: string, event: EventShown, count: number, ask: (index: number) => Promise<Reply>) => {
  tell(`\n${name}: ${count} at ${RATE} a second`)
  const flood = arrive(count, RATE, ask)
  const honest = await honestlyMeanwhile(event, flood)
  const outcomes = await flood
  tell(`  flood   ${summary(outcomes)}`)
  tell(`  honest  ${summary(honest)}`)
  nothingBroke([...outcomes, ...honest])
  mustBe('who wanted one ticket got it', honest.length > 0 && honest.every(({ status }) => status === 201))
  return outcomes
}

const FLOOD = RATE * SECONDS
const plenty = await listed(50_000)

const guesses = await scene('sign-in, one password after another', plenty, FLOOD, (index) =>
  seller.call('POST', '/api/auth/sign-in', {
    body: { email: `somebody-${index}@example.com`, password: 'guess after guess' },
  }),
)
mustBe(
  'at most two windows of twenty guesses a minute were judged',
  guesses.filter(({ status }) => status !== 429).length <= 40 * Math.ceil((SECONDS + 60) / 60),
)

const [greedy] = await network.crowd(1)
if (!greedy) throw new Error('nobody came')
const grabs = await scene('holds by one account', plenty, FLOOD, () => holdOne(greedy, plenty))
mustBe('it has five holds at the most', grabs.filter(({ status }) => status === 201).length <= 5)

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
