import { Receiver } from '@upstash/qstash'
import pg from 'pg'
import { expect, test } from 'vitest'
import { admin } from '../../local/postgres.ts'
import { forget } from './retention.ts'
import { steps } from './schema.ts'
import { keys, type Received, token, until, World } from './world.ts'

const authorization = `Bearer ${token}`

const accepts = (pair: { current: string; next: string }, world: World, { headers, body, path }: Received) =>
  new Receiver({ currentSigningKey: pair.current, nextSigningKey: pair.next, devMode: false })
    .verify({
      signature: headers.get('upstash-signature') ?? '',
      body: body.toString(),
      url: `${world.destination}${path}`,
    })
    .catch(() => false)

test('a receiver that holds both keys survives one rotation, and every replica takes part in it', async () => {
  await using world = await World.start()
  const [a, b] = await Promise.all([world.courier(), world.courier()])
  const rotate = async () => {
    const answer = await fetch(`${a.url}/v2/keys/rotate`, { method: 'POST', headers: { authorization } })
    return (await answer.json()) as { current: string; next: string }
  }
  const shown = async () => (await fetch(`${b.url}/v2/keys`, { headers: { authorization } })).json()
  expect(await shown()).toEqual(keys)
  const first = await rotate()
  expect(first).toEqual({ current: keys.next, next: expect.stringMatching(/^sig_.{20,}$/) })
  expect(await shown()).toEqual(first)

  // Both sign by the new key after a second; until then by the old one. The old pair accepts all of it.
  let published = 0
  const bothRolled = async () => {
    for (const { client } of [a, b]) await client.publish({ url: `${world.destination}/${published++}`, body: 'x' })
    await until(() => world.received.length === published)
    const latest = await Promise.all(
      world.received
        .slice(-2)
        .map((received) => accepts({ current: first.current, next: 'sig_none' }, world, received)),
    )
    return latest.every(Boolean)
  }
  await until(bothRolled, 15_000)
  for (const received of world.received) expect(await accepts(keys, world, received)).toBe(true)

  // After a second rotation it has to have learned the new ones.
  await rotate()
  await until(async () => {
    await a.client.publish({ url: `${world.destination}/again`, body: 'x' })
    const received = await until(() => world.received.find(({ path }) => path === '/again'))
    world.received.length = 0
    return !(await accepts(keys, world, received)) && (await accepts(first, world, received))
  }, 15_000)
})

test('rotated keys outlive a restart, until others are configured', async () => {
  await using world = await World.start()
  const first = await world.courier()
  const rotated = await (
    await fetch(`${first.url}/v2/keys/rotate`, { method: 'POST', headers: { authorization } })
  ).json()
  await first.stop()
  const shown = async (signingKeys = keys) => {
    const courier = await world.courier({ signingKeys })
    const answer = await fetch(`${courier.url}/v2/keys`, { headers: { authorization } })
    await courier.stop()
    return answer.json()
  }
  expect(await shown()).toEqual(rotated)
  const others = { current: 'sig_other_current', next: 'sig_other_next' }
  expect(await shown(others)).toEqual(others)
})

test('metrics tell how much waits, how late it is and what became of it, and nothing about it', async () => {
  await using world = await World.start()
  const { client, url, load } = await world.courier()
  world.answer = ({ path }, nth) => new Response(null, { status: path === '/bad' || nth === 1 ? 500 : 200 })
  await client.publish({ url: `${world.destination}/secret-path`, body: 'secret-body', retryDelay: '0' })
  await until(() => world.received.length === 2)
  await client.publish({ url: `${world.destination}/bad`, body: 'x', retries: 0, label: 'secret-label' })
  await client.publish({ url: `${world.destination}/later`, body: 'x', delay: '1h' })
  await until(async () => (await client.dlq.listMessages()).messages.length === 1)
  await until(async () => (await load()).inFlight === 0)
  const answer = await fetch(`${url}/metrics`)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const text = await answer.text()
  for (const line of [
    'courier_due 0',
    'courier_in_flight 0',
    'courier_scheduled 1',
    'courier_dead_letters 1',
    'courier_replicas 1',
    'courier_attempts_total{outcome="delivered"} 1',
    'courier_attempts_total{outcome="retried"} 1',
    'courier_attempts_total{outcome="dead"} 1',
    'courier_attempts_total{outcome="lost"} 0',
    'courier_lateness_seconds_count 3',
    'courier_lateness_seconds_bucket{le="+Inf"} 3',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  for (const secret of ['secret', world.destination, token, ...Object.values(keys)]) expect(text).not.toContain(secret)
})

test('what nobody will ask for any more is dropped, and the log has a bound', async () => {
  await using world = await World.start()
  const { client, load } = await world.courier()
  for (const path of ['/1', '/2', '/3', '/4']) await client.publish({ url: `${world.destination}${path}`, body: 'x' })
  await client.publish({ url: world.destination, body: 'x', deduplicationId: 'd', flowControl: { key: 'k', rate: 9 } })
  await until(async () => world.received.length === 5 && (await load()).inFlight === 0)
  await until(async () => (await client.logs()).logs.length === 15)
  const pool = new pg.Pool({ connectionString: world.databaseUrl })
  try {
    await forget(pool, { events: 1000 })
    expect((await client.logs()).logs).toHaveLength(15)
    await forget(pool, { events: 6 })
    expect((await client.logs()).logs).toHaveLength(6)
    await pool.query(`update courier.event_log set at = at - interval '8 days' where seq in
      (select seq from courier.event_log order by seq limit 2)`)
    await pool.query(`update courier.deduplication set expires_at = now() - interval '1 second'`)
    await pool.query(`update courier.lane set updated_at = now() - interval '2 days'`)
    await forget(pool, { events: 6 })
    expect((await client.logs()).logs).toHaveLength(4)
    expect((await pool.query('select from courier.deduplication')).rowCount).toBe(0)
    await expect(client.flowControl.get('k')).rejects.toMatchObject({ status: 404 })
  } finally {
    await pool.end()
  }
})

test('a claim whose answer was lost is given back, not forgotten', async () => {
  await using world = await World.start()
  const { client, load } = await world.courier()
  await client.publish({ url: world.destination, body: 'x', delay: '1h' })
  // As it stands after the connection broke between the claim's commit and its answer.
  await admin(
    world.databaseUrl,
    `update courier.message set state = 'ACTIVE', claims = 1, due_at = now(), replica = (select id from courier.replica)`,
  )
  await until(() => world.received.length === 1, 15_000)
  await until(async () => (await load()).inFlight === 0)
})

test('a database of the courier that pg-boss worked for is taken over with what is in it', async () => {
  await using world = await World.start(async (url) => {
    await admin(url, 'create schema courier')
    await admin(url, steps[0] ?? '')
    await admin(url, 'alter table courier.message add column queued boolean not null default true')
    await admin(url, 'create index event_log_at on courier.event_log (at)')
    await admin(url, 'create schema courier_jobs')
  })
  await admin(
    world.databaseUrl,
    `insert into courier.message (id, url, method, headers, body, max_retries, timeout_ms, labels, created_at, due_at, state,
       retried)
     values (gen_random_uuid(), $1, 'POST', '{}', 'x', 3, 1000, '{}', now(), now(), 'ACTIVE', 1)`,
    [`${world.destination}/old`],
  )
  await world.courier()
  const [heard] = await until(() => world.received.length === 1 && world.received)
  expect(heard?.path).toBe('/old')
  expect(heard?.headers.get('upstash-retried')).toBe('1')
  expect(await admin(world.databaseUrl, `select from pg_namespace where nspname = 'courier_jobs'`)).toEqual([])
})

test('looking for what is due reads nothing of what waits', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const waiting = 20_000
  for (const lane of [null, 'key:k', 'queue:q']) {
    await admin(
      world.databaseUrl,
      `insert into courier.message (id, url, method, headers, body, max_retries, timeout_ms, labels, created_at, due_at, state,
         retried, lane, seq)
       select gen_random_uuid(), $1, 'POST', '{}', 'x', 3, 1000, '{}', now(), now() + interval '1 day', 'CREATED', 0, $2::text,
         case when $2::text like 'queue:%' then i end
       from generate_series(1, $3::int) i`,
      [world.destination, lane, waiting],
    )
  }
  const read = async () => {
    const [row] = await admin<{ rows: number; deleted: number }>(
      world.databaseUrl,
      `select (seq_tup_read + (select sum(idx_tup_read) from pg_stat_user_indexes where relid = t.relid))::int as rows,
         n_tup_del::int as deleted
       from pg_stat_user_tables t where relid = 'courier.message'::regclass`,
    )
    return row ?? { rows: 0, deleted: 0 }
  }
  const before = await read()
  for (let n = 0; n < 40; n++) {
    const flowControl = n % 2 ? { flowControl: { key: 'k', parallelism: 3 } } : {}
    await client.publish({ url: `${world.destination}/${n}`, body: 'x', ...flowControl })
  }
  await until(() => world.received.length === 40)
  // Connections tell what they did a second later: once they own up to the deletes, they have to what they read.
  const after = await until(async () => {
    const now = await read()
    return now.deleted === 40 && now
  }, 20_000)
  expect(after.rows - before.rows).toBeLessThan(waiting / 2)
}, 60_000)
