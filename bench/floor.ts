// The floor: the very statement the service sends, prepared, from a driver with nothing around it. A process of its own.
// Its only argument is a FloorJob; its last line is a Run.
import pg from 'pg'
import { type Id, newId } from '#shared/ids'
import { eventId, typeId } from './ids.ts'
import { Meter } from './result.ts'

export type FloorJob = {
  database: string
  connections: number
  warmUpSeconds: number
  seconds: number
  events: number
  holdsPerBuyer: number
}

const job = JSON.parse(process.argv[2] ?? '') as FloorJob
const STATEMENT = { name: 'hold', text: 'select orders.hold($1::jsonb) as answers' }
const TRACEPARENT = `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-01`
const FINGERPRINT = 'f'.repeat(64)

const request = (buyer: Id<'account'>) => {
  const n = 1 + Math.floor(Math.random() * job.events)
  return JSON.stringify([
    {
      order: newId('order'),
      message: newId('message'),
      buyer,
      event: eventId(n),
      items: [{ ticketType: typeId(n), quantity: 1 }],
      key: crypto.randomUUID(),
      fingerprint: FINGERPRINT,
      traceparent: TRACEPARENT,
    },
  ])
}

const clients = await Promise.all(
  Array.from({ length: job.connections }, async () => {
    const client = new pg.Client({ connectionString: job.database })
    await client.connect()
    return client
  }),
)
const meter = new Meter(201, job.warmUpSeconds, job.seconds)
await Promise.all(
  clients.map(async (client) => {
    let buyer = newId('account')
    for (let held = 1; !meter.over; held++) {
      const started = performance.now()
      const { rows } = await client.query<{ answers: { outcome: string }[] }>({
        ...STATEMENT,
        values: [request(buyer)],
      })
      meter.note(rows[0]?.answers[0]?.outcome === 'held' ? 201 : 409, started)
      if (held % job.holdsPerBuyer === 0) buyer = newId('account')
    }
    await client.end()
  }),
)
console.log(JSON.stringify(meter.run()))
