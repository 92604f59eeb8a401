import pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '#drizzle/migrate'
import { books } from '#local/books'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'
import { concert, newKey, startTickets } from '../setup/tickets.ts'

// What is done to a store while people buy in it: migrations, a roll of the broker's keys, and a database that refuses.

test('migrating while a crowd holds: nobody is answered 5xx, and exactly what there is is held (F23)', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists({ quantity: 60 })
  const crowd = await network.crowd(120)
  const migrating = (async () => {
    for (let times = 0; times < 3; times++) await migrate(network.database, network.secrets.roles)
  })()
  const statuses: number[] = []
  // In groups, so that some ask before, some during and some after each time.
  for (let from = 0; from < crowd.length; from += 20) {
    const replies = await Promise.all(crowd.slice(from, from + 20).map((buyer) => buyer.asksToHold(event)))
    statuses.push(...replies.map(({ status }) => status))
  }
  await migrating
  expect(statuses.filter((status) => status === 201)).toHaveLength(60)
  expect(statuses.filter((status) => status === 409)).toHaveLength(60)
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { held: 60 }, wrong: [] })
})

test('the broker’s keys roll while people pay: nothing is lost, for every listener knows the next key (F46)', async () => {
  await using network = await startNetwork()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 10, price: 2500 })
  const buyers = [await network.person(), await network.person(), await network.person()]
  const [before, during, after] = buyers
  if (!before || !during || !after) throw new Error('nobody came')
  const rolled = async () => {
    const answer = await fetch(`${network.courierUrl}/v2/keys/rotate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${network.vars.QSTASH_TOKEN}` },
    })
    return answer.status
  }
  const orders = [await before.holds(event), await during.holds(event)]
  await before.pays(orders[0] ?? { id: '' })
  expect(await rolled()).toBe(200)
  await during.pays(orders[1] ?? { id: '' })
  orders.push(await after.holds(event))
  await after.pays(orders[2] ?? { id: '' })
  await network.settle()
  expect(await Promise.all(orders.map((order, n) => buyers[n]?.sees(order)))).toMatchObject([
    { state: 'paid' },
    { state: 'paid' },
    { state: 'paid' },
  ])
  expect(network.stripe.books().balance).toMatchObject({ eur: { captured: 7500, refunded: 0 } })
  expect((await books(network.database)).wrong).toEqual([])
})

/** An event of a seller's, and how to change its title. */
const draft = async () => {
  const tickets = await startTickets()
  const { headers } = await tickets.people.join('Sel')
  const made = await tickets.send('POST', '/api/tickets/events', concert, { ...headers, 'idempotency-key': newKey() })
  const { id } = (await made.json()) as { id: string }
  const rename = () =>
    tickets.send('PATCH', `/api/tickets/events/${id}`, { title: 'Renamed' }, { ...headers, 'if-match': '"v1"' })
  return { tickets, id, rename }
}

test('a row that somebody keeps locked is not waited for: 503, come back, and nothing is half-done (F19)', async () => {
  const { tickets, id, rename } = await draft()
  await using _ = tickets
  const client = new pg.Client({ connectionString: tickets.database.url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select from tickets.events where id = $1 for update', [id])
    const refused = await rename()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    await client.query('rollback')
    expect((await rename()).status).toBe(200)
  } finally {
    await client.end()
  }
})

test.each(['40001', '40P01'])(
  'what PostgreSQL undoes with %s is a 503 that says come back, not a 500 (F18)',
  async (code) => {
    const { tickets, rename } = await draft()
    await using _ = tickets
    await admin(
      tickets.database.url,
      `create function tickets.undo() returns trigger language plpgsql as
       $$ begin raise exception 'undone' using errcode = '${code}'; end $$;
     create trigger undo before update on tickets.events for each row execute function tickets.undo()`,
    )
    const refused = await rename()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await refused.json()).toMatchObject({ type: '/problems/unavailable' })
    await admin(tickets.database.url, 'drop trigger undo on tickets.events')
    expect((await rename()).status).toBe(200)
  },
)
