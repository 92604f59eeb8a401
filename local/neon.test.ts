import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'
import { integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { createDatabase, dropDatabase } from './database.ts'
import { createNeon, type Neon } from './neon.ts'
import { admin } from './postgres.ts'
import { type Served, serve } from './serve.ts'

let url: string
let endpoint: Neon
let served: Served

/** What the driver is given: Neon's host name, which only the endpoint knows how to reach. */
const neonUrl = (change: (url: URL) => void = () => {}) => {
  const to = new URL(url)
  to.host = 'ep-test-1.eu-central-1.aws.neon.tech'
  to.port = ''
  change(to)
  return to.toString()
}

beforeAll(async () => {
  url = await createDatabase(inject('postgres'))
  endpoint = createNeon({ host: '127.0.0.1', port: Number(new URL(url).port) })
  served = await serve(endpoint.fetch)
  neonConfig.fetchEndpoint = `${served.url}/sql`
  await admin(
    url,
    `create table seats (
       id integer primary key, label text not null constraint seats_label unique, sold_at timestamptz,
       price integer constraint seats_price check (price >= 0))`,
  )
})

beforeEach(() => admin(url, 'truncate seats'))

afterAll(async () => {
  await served.stop()
  await endpoint.stop()
  await dropDatabase(inject('postgres'), url)
})

const seats = async () => (await admin<{ id: number }>(url, 'select id from seats order by id')).map(({ id }) => id)

const rejection = async (promise: PromiseLike<unknown>): Promise<NeonDbError> => {
  const error = await Promise.resolve(promise).then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(NeonDbError)
  return error
}

/** A call as the driver makes it, to see what the driver does not show. */
const call = (body: unknown, headers: Record<string, string> = {}, path = '/sql') =>
  fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: {
      'neon-connection-string': neonUrl(),
      'neon-raw-text-output': 'true',
      'neon-array-mode': 'true',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe("through Neon's own driver", () => {
  test('values arrive as what they are, there and back', async () => {
    const sql = neon(neonUrl())
    const bytes = Buffer.from([0, 1, 127, 128, 255])
    const at = new Date('2031-05-06T07:08:09.123Z')
    const words = 'Zoë “plays” \\ 東京 🎟 {a,"b"}\n'
    const [row] = await sql`select
      ${1}::integer as "integer", ${'9007199254740993'}::bigint as "bigint", ${12.5}::float8 as "float",
      ${'0.10'}::numeric as "numeric", ${true}::boolean as "boolean", ${null}::text as nothing, ${words}::text as words,
      ${bytes}::bytea as bytes, ${at}::timestamptz as at, ${[1, 2, 3]}::integer[] as numbers,
      ${['a', words, null]}::text[] as texts, ${JSON.stringify({ a: [words, null, 1.5] })}::jsonb as json,
      ${{ b: { c: words } }}::jsonb as "object"`
    expect(row).toMatchObject({
      integer: 1,
      bigint: '9007199254740993',
      float: 12.5,
      numeric: '0.10',
      boolean: true,
      nothing: null,
      words,
      numbers: [1, 2, 3],
      texts: ['a', words, null],
      json: { a: [words, null, 1.5] },
      object: { b: { c: words } },
    })
    expect(Buffer.compare(row?.bytes, bytes)).toBe(0)
    expect(new Date(row?.at)).toEqual(at)
  })

  test('rows come as arrays when asked, columns of one name included', async () => {
    const rows = await neon(neonUrl(), { arrayMode: true })`select 1 as a, 'x' as a union all select 2, 'y' order by 1`
    expect(rows).toEqual([
      [1, 'x'],
      [2, 'y'],
    ])
  })

  test('the full answer tells the command, the count and the columns', async () => {
    const sql = neon(neonUrl(), { fullResults: true })
    const inserted = await sql`insert into seats (id, label) values (1, 'A1'), (2, 'A2') returning id, label`
    expect(inserted).toMatchObject({ command: 'INSERT', rowCount: 2, rows: [{ id: 1, label: 'A1' }, { id: 2 }] })
    expect(inserted.fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ['id', 23],
      ['label', 25],
    ])
    expect(inserted.fields[0]).toMatchObject({ columnID: 1, dataTypeSize: 4, dataTypeModifier: -1, format: 'text' })
    expect(await sql`update seats set price = 5`).toMatchObject({ command: 'UPDATE', rowCount: 2, rows: [] })
    expect(await sql`delete from seats where id = 3`).toMatchObject({ command: 'DELETE', rowCount: 0 })
    expect(await sql`create temporary table gone ()`).toMatchObject({ command: 'CREATE', rowCount: null })
  })

  test('a transaction happens as a whole and answers in order', async () => {
    const sql = neon(neonUrl())
    const answers = await sql.transaction([
      sql`insert into seats (id, label) values (1, 'A1') returning label`,
      sql`select count(*)::integer as seats from seats`,
      sql`select txid_current() = txid_current() as same`,
    ])
    expect(answers).toEqual([[{ label: 'A1' }], [{ seats: 1 }], [{ same: true }]])
    expect(await sql.transaction([])).toEqual([])
  })

  test('a transaction that fails leaves nothing, and tells its first failure', async () => {
    const sql = neon(neonUrl())
    const error = await rejection(
      sql.transaction([
        sql`insert into seats (id, label) values (1, 'A1')`,
        sql`insert into seats (id, label) values (2, 'A1')`,
        sql`insert into seats (id, label) values (3, 'A3')`,
      ]),
    )
    expect(error).toMatchObject({ code: '23505', constraint: 'seats_label' })
    expect(await seats()).toEqual([])
    // The connection that failed serves again.
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })

  test('what only fails at the commit fails the transaction', async () => {
    await admin(url, 'create table later (id integer primary key deferrable initially deferred)')
    const sql = neon(neonUrl())
    const error = await rejection(
      sql.transaction([sql`insert into later values (1)`, sql`insert into later values (1)`]),
    )
    expect(error.code).toBe('23505')
    expect(await sql`select * from later`).toEqual([])
  })

  test.each([
    ['ReadUncommitted', 'read uncommitted'],
    ['ReadCommitted', 'read committed'],
    ['RepeatableRead', 'repeatable read'],
    ['Serializable', 'serializable'],
  ] as const)('a transaction is %s when asked', async (isolationLevel, name) => {
    const sql = neon(neonUrl())
    const settings = sql`select current_setting('transaction_isolation') as isolation,
      current_setting('transaction_read_only') as readonly, current_setting('transaction_deferrable') as deferrable`
    const options = { isolationLevel, readOnly: true, deferrable: true }
    expect(await sql.transaction([settings], options)).toEqual([
      [{ isolation: name, readonly: 'on', deferrable: 'on' }],
    ])
    expect(await sql.transaction([settings])).toEqual([
      [{ isolation: 'read committed', readonly: 'off', deferrable: 'off' }],
    ])
  })

  test('a read-only transaction does not write', async () => {
    const sql = neon(neonUrl())
    const insert = sql`insert into seats (id, label) values (1, 'A1')`
    expect((await rejection(sql.transaction([insert], { readOnly: true }))).code).toBe('25006')
  })

  test('an error carries all that PostgreSQL said', async () => {
    const sql = neon(neonUrl())
    await sql`insert into seats (id, label) values (1, 'A1')`
    expect(await rejection(sql`insert into seats (id, label) values (2, 'A1')`)).toMatchObject({
      message: 'duplicate key value violates unique constraint "seats_label"',
      code: '23505',
      severity: 'ERROR',
      detail: 'Key (label)=(A1) already exists.',
      schema: 'public',
      table: 'seats',
      constraint: 'seats_label',
      routine: '_bt_check_unique',
      line: expect.stringMatching(/^\d+$/),
    })
    expect(await rejection(sql`insert into seats (id) values (3)`)).toMatchObject({ code: '23502', column: 'label' })
    expect(await rejection(sql`select nothing_like_it`)).toMatchObject({ code: '42703', position: '8' })
    const raised = sql.query(
      `do $$ begin raise exception 'no more' using errcode = 'HF004', hint = 'wait', detail = 'sold out'; end $$`,
    )
    expect(await rejection(raised)).toMatchObject({
      message: 'no more',
      code: 'HF004',
      hint: 'wait',
      detail: 'sold out',
      where: expect.stringContaining('RAISE'),
    })
  })

  test('a query is one statement', async () => {
    expect((await rejection(neon(neonUrl()).query('select 1; select 2'))).code).toBe('42601')
  })

  test('who cannot log in is told why', async () => {
    const wrong = neonUrl((to) => {
      to.password = 'wrong'
    })
    expect(await rejection(neon(wrong)`select 1`)).toMatchObject({
      code: '28P01',
      message: 'password authentication failed for user "postgres"',
    })
    const nowhere = neonUrl((to) => {
      to.pathname = '/nowhere'
    })
    expect((await rejection(neon(nowhere)`select 1`)).code).toBe('3D000')
  })

  test('a password may hold any character', async () => {
    const password = 'p@ss:w/ord? #%41é'
    await admin(url, `create role odd login password '${password}'`)
    const odd = neonUrl((to) => {
      to.username = 'odd'
      to.password = encodeURIComponent(password)
    })
    expect(await neon(odd)`select current_user::text as me`).toEqual([{ me: 'odd' }])
    await admin(url, 'drop role odd')
  })

  test('two hundred at once share twenty connections', async () => {
    const sql = neon(neonUrl((to) => to.searchParams.set('application_name', 'crowd')))
    const answers = await Promise.all(
      Array.from(
        { length: 200 },
        (_, id) => sql`insert into seats (id, label) values (${id}, ${`A${id}`}) returning id`,
      ),
    )
    expect(answers.map(([row]) => row?.id)).toEqual(Array.from({ length: 200 }, (_, id) => id))
    const [open] = await admin<{ count: number }>(
      url,
      `select count(*)::integer from pg_stat_activity where application_name = 'crowd'`,
    )
    expect(open?.count).toBeGreaterThan(1)
    expect(open?.count).toBeLessThanOrEqual(20)
  })

  test('a transaction left open by a single statement is not inherited', async () => {
    const sql = neon(neonUrl((to) => to.searchParams.set('application_name', 'careless')))
    await sql`begin`
    await sql`insert into seats (id, label) values (1, 'A1')`
    expect(await seats()).toEqual([1])
  })

  test('the server going away under a statement is an error and not the end', async () => {
    const sql = neon(neonUrl((to) => to.searchParams.set('application_name', 'doomed')))
    const asleep = rejection(sql`select pg_sleep(60)`)
    await vi.waitUntil(async () => {
      const killed = await admin(
        url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'doomed' and state = 'active' and query like '%pg_sleep%'`,
      )
      return killed.length > 0
    })
    expect((await asleep).code).toBe('57P01')
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }])
  })
})

describe('whoever hangs up', () => {
  const running = (name: string) =>
    admin(
      url,
      `select 1 from pg_stat_activity where application_name = '${name}' and state <> 'idle' and query like '%pg_sleep%'`,
    )
  const giveUp = (name: string) => {
    const controller = new AbortController()
    const sql = neon(
      neonUrl((to) => to.searchParams.set('application_name', name)),
      { fetchOptions: { signal: controller.signal } },
    )
    const hangUp = async () => {
      await vi.waitUntil(async () => (await running(name)).length > 0)
      controller.abort()
      // Far sooner than the minute the statement would sleep.
      await vi.waitUntil(async () => (await running(name)).length === 0, { timeout: 10_000 })
    }
    return { sql, hangUp }
  }

  test('stops a statement', async () => {
    const { sql, hangUp } = giveUp('impatient')
    const gone = rejection(sql`select pg_sleep(60)`)
    await hangUp()
    expect((await gone).message).toMatch(/abort/i)
  })

  test('undoes a transaction', async () => {
    const { sql, hangUp } = giveUp('undecided')
    const gone = rejection(
      sql.transaction([
        sql`insert into seats (id, label) values (1, 'A1')`,
        sql`select pg_sleep(60)`,
        sql`insert into seats (id, label) values (2, 'A2')`,
      ]),
    )
    await hangUp()
    await gone
    expect(await seats()).toEqual([])
  })

  test('gives its place in the queue to others', async () => {
    const small = createNeon({ host: '127.0.0.1', port: Number(new URL(url).port), poolSize: 1 })
    const ask = (query: string, signal?: AbortSignal) =>
      small.fetch(
        new Request('http://neon/sql', {
          method: 'POST',
          headers: { 'neon-connection-string': neonUrl(), 'neon-array-mode': 'true' },
          body: JSON.stringify({ query }),
          ...(signal ? { signal } : {}),
        }),
      )
    const controller = new AbortController()
    const asleep = ask(`select pg_sleep(60)`, controller.signal)
    const waiting = ask(`insert into seats (id, label) values (1, 'A1')`, controller.signal)
    const patient = ask('select 1')
    await vi.waitUntil(
      async () => (await admin(url, `select 1 from pg_stat_activity where query like 'select pg_sleep(60)'`)).length,
    )
    controller.abort()
    expect((await asleep).status).toBe(400)
    expect((await waiting).status).toBe(400)
    expect(await (await patient).json()).toMatchObject({ rows: [['1']] })
    expect(await seats()).toEqual([])
    await small.stop()
  })
})

describe('through Drizzle', () => {
  const table = pgTable('seats', {
    id: integer().primaryKey(),
    label: text().notNull(),
    soldAt: timestamp('sold_at', { withTimezone: true, mode: 'date' }),
    price: integer(),
  })
  const soldAt = new Date('2030-01-02T03:04:05.678Z')

  test('typed queries and batches read as with any other driver', async () => {
    const db = drizzle(neon(neonUrl()))
    expect(await db.insert(table).values({ id: 1, label: 'A1', soldAt }).returning()).toEqual([
      { id: 1, label: 'A1', soldAt, price: null },
    ])
    const [added, all, changed] = await db.batch([
      db.insert(table).values({ id: 2, label: 'A2' }).returning({ id: table.id }),
      db.select({ id: table.id, soldAt: table.soldAt }).from(table).orderBy(table.id),
      db.update(table).set({ price: 7 }).where(eq(table.id, 1)).returning({ price: table.price }),
    ])
    expect(added).toEqual([{ id: 2 }])
    expect(all).toEqual([
      { id: 1, soldAt },
      { id: 2, soldAt: null },
    ])
    expect(changed).toEqual([{ price: 7 }])
  })

  test('a batch that fails leaves nothing', async () => {
    const db = drizzle(neon(neonUrl()))
    const batch = db.batch([
      db.insert(table).values({ id: 1, label: 'A1' }),
      db.insert(table).values({ id: 2, label: 'A2', price: -1 }),
    ])
    expect(await rejection(batch)).toMatchObject({ code: '23514', constraint: 'seats_price' })
    expect(await seats()).toEqual([])
  })
})

describe('on the wire', () => {
  test('an answer is raw text and names every column fully', async () => {
    const response = await call({ query: 'select $1::int as a, true as b, null as c', params: ['1'] })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('neon-request-id')).toBeTruthy()
    const field = { tableID: 0, columnID: 0, dataTypeModifier: -1, format: 'text' }
    expect(await response.json()).toEqual({
      fields: [
        { ...field, name: 'a', dataTypeID: 23, dataTypeSize: 4 },
        { ...field, name: 'b', dataTypeID: 16, dataTypeSize: 1 },
        { ...field, name: 'c', dataTypeID: 25, dataTypeSize: -1 },
      ],
      rows: [['1', 't', null]],
      command: 'SELECT',
      rowCount: 1,
      rowAsArray: true,
    })
  })

  test('rows are objects unless the call or the query asks for arrays', async () => {
    const asObjects = { 'neon-array-mode': 'false' }
    expect(await (await call({ query: 'select 1 as a' }, asObjects)).json()).toMatchObject({
      rows: [{ a: '1' }],
      rowAsArray: false,
    })
    const queries = [{ query: 'select 1 as a', arrayMode: true }, { query: 'select 1 as a' }]
    expect(await (await call({ queries }, asObjects)).json()).toMatchObject({
      results: [
        { rows: [['1']], rowAsArray: true },
        { rows: [{ a: '1' }], rowAsArray: false },
      ],
    })
  })

  test('parameters become text that PostgreSQL reads', async () => {
    const query =
      'select $1::integer, $2::boolean, $3::jsonb, $4::text[], $5::integer[][], $6::jsonb[], $7::text, $8::float8'
    const params = [1, true, { a: [1] }, ['x', 'a "b" \\', null, '{}'], [[1], [2]], [{ a: 'b"' }], null, 1.5]
    const { rows } = await (await call({ query, params })).json()
    expect(rows).toEqual([
      [
        '1',
        't',
        '{"a": [1]}',
        '{x,"a \\"b\\" \\\\",NULL,"{}"}',
        '{{1},{2}}',
        '{"{\\"a\\": \\"b\\\\\\"\\"}"}',
        null,
        '1.5',
      ],
    ])
  })

  test('a batch echoes its settings, and refuses those it does not know', async () => {
    const batch = { queries: [{ query: 'select 1', params: [] }] }
    const response = await call(batch, { 'neon-batch-isolation-level': 'Serializable', 'neon-batch-read-only': 'true' })
    expect(response.headers.get('neon-batch-isolation-level')).toBe('Serializable')
    expect(response.headers.get('neon-batch-read-only')).toBe('true')
    expect(response.headers.get('neon-batch-deferrable')).toBeNull()
    const refused = await call(batch, { 'neon-batch-isolation-level': 'Chaos' })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ message: 'invalid isolation level: Chaos', code: null })
  })

  test('an error has every field, null where PostgreSQL said nothing', async () => {
    const response = await call({ query: 'select 1/0' })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      message: 'division by zero',
      code: '22012',
      severity: 'ERROR',
      detail: null,
      hint: null,
      position: null,
      internalPosition: null,
      internalQuery: null,
      where: null,
      schema: null,
      table: null,
      column: null,
      dataType: null,
      constraint: null,
      file: 'int.c',
      line: expect.any(String),
      routine: 'int4div',
    })
  })

  test.each([
    ['not JSON', '{', {}, 400, /could not parse/],
    ['no query', {}, {}, 400, /could not parse/],
    ['a query that is no text', { query: 1 }, {}, 400, /could not parse/],
    ['a list with something else in it', { queries: [{ query: 'select 1' }, 2] }, {}, 400, /could not parse/],
    ['a connection string that is none', { query: 'select 1' }, { 'neon-connection-string': 'hm' }, 400, /connection/],
    ['more than ten mebibytes', 'x'.repeat(10 * 1024 * 1024 + 1), {}, 413, /larger than/],
  ])('%s is refused', async (_what, body, headers, status, message) => {
    const response = await call(body, headers)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) })
  })

  test('there is nothing but POST /sql', async () => {
    for (const response of [await call({ query: 'select 1' }, {}, '/v2'), await fetch(`${served.url}/sql`)]) {
      expect(response.status).toBe(400)
      expect(await response.json()).toBe('query is not supported')
    }
    const preflight = await fetch(`${served.url}/sql`, { method: 'OPTIONS' })
    expect(preflight.status).toBe(200)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('neon-connection-string')
  })

  test('a PostgreSQL that is not there is a server error', async () => {
    const closed = createNeon({ host: '127.0.0.1', port: 1 })
    const response = await closed.fetch(
      new Request('http://neon/sql', {
        method: 'POST',
        headers: { 'neon-connection-string': neonUrl() },
        body: JSON.stringify({ query: 'select 1' }),
      }),
    )
    expect(response.status).toBe(500)
    await closed.stop()
  })
})

describe('faults', () => {
  test.each([
    ['status', /HTTP status 502/],
    ['reset', /terminated|other side closed|socket/],
  ] as const)('a lost reply (%s) leaves what was done', async (how, message) => {
    const sql = neon(neonUrl())
    endpoint.faults.loseReplies(2, how)
    await expect(sql`insert into seats (id, label) values (1, 'A1')`).rejects.toThrow(message)
    await expect(sql.transaction([sql`insert into seats (id, label) values (2, 'A2')`])).rejects.toThrow(message)
    expect(await sql`select id from seats order by id`).toEqual([{ id: 1 }, { id: 2 }])
  })
})

test('stopping closes every connection', async () => {
  const short = createNeon({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const headers = { 'neon-connection-string': neonUrl((to) => to.searchParams.set('application_name', 'short')) }
  const body = JSON.stringify({ query: 'select 1' })
  await Promise.all(
    Array.from({ length: 5 }, () => short.fetch(new Request('http://neon/sql', { method: 'POST', headers, body }))),
  )
  const open = () => admin(url, `select 1 from pg_stat_activity where application_name = 'short'`)
  expect((await open()).length).toBeGreaterThan(0)
  await short.stop()
  await vi.waitUntil(async () => (await open()).length === 0)
})
