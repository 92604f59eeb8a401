import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import type { Db } from '#shared/postgres/db'
import { messageLog, messageLogQuery } from '#shared/postgres/message-log'
import { testDatabase } from '../../tests/setup/service.ts'

const hex = (n: number) => n.toString(16).padStart(32, '0')

let database: Awaited<ReturnType<typeof testDatabase>>
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = database.connect('payments')
  await admin(
    database.url,
    `insert into payments.outbox (id, type, aggregate, version, traceparent, data, published_at, heard_at)
     select 'mes_' || n, 'payment.captured', 'pay_' || lpad(to_hex(n % 5000), 32, '0'), 1 + n / 5000,
       '00-' || lpad(to_hex(n), 32, '0') || '-00000000000000ff-01',
       jsonb_build_object('payment', 'pay_' || lpad(to_hex(n % 5000), 32, '0'), 'order', 'ord_' || lpad(to_hex(n % 5000), 32, '0')),
       case when n < 19000 then now() end, case when n < 18000 then now() end
     from generate_series(0, 19999) n;
     analyze payments.outbox`,
  )
})
afterAll(() => database[Symbol.asyncDispose]())

const positions = async (wanted: Parameters<typeof messageLog>[2]) =>
  (await messageLog(db, 'payments', wanted)).map(({ position }) => Number(position))

test('finds what is waiting, published and heard about one thing, newest first', async () => {
  const log = await messageLog(db, 'payments', { about: `ord_${hex(4500)}`, limit: 10 })
  expect(log.map(({ state, version }) => [state, version])).toEqual([
    ['waiting', 4],
    ['heard', 3],
    ['heard', 2],
    ['heard', 1],
  ])
  expect(await messageLog(db, 'payments', { about: `pay_${hex(4500)}`, limit: 10 })).toEqual(log)
  expect(await messageLog(db, 'payments', { about: hex(18_500), limit: 10 })).toMatchObject([
    { id: 'mes_18500', state: 'published', listeners: ['orders'], trace: hex(18_500) },
  ])
  expect(await messageLog(db, 'payments', { about: hex(99_999), limit: 10 })).toEqual([])
})

test('goes on behind a cursor', async () => {
  const all = await positions({ about: `ord_${hex(7)}`, limit: 10 })
  const [first, second] = await positions({ about: `ord_${hex(7)}`, limit: 2 })
  expect([first, second]).toEqual(all.slice(0, 2))
  expect(await positions({ about: `ord_${hex(7)}`, limit: 2, cursor: String(second) })).toEqual(all.slice(2, 4))
  expect(await positions({ state: 'published', limit: 3, cursor: '18500' })).toEqual([18_499, 18_498, 18_497])
})

type Plan = { 'Node Type': string; 'Index Name'?: string; Plans?: Plan[] }
const nodes = (plan: Plan): string[] => [
  plan['Index Name'] ?? plan['Node Type'],
  ...(plan.Plans ?? []).flatMap((child) => nodes(child)),
]

test.each([
  ['an order', `ord_${hex(7)}`, 'outbox_order'],
  ['a payment', `pay_${hex(7)}`, 'outbox_aggregate'],
  ['a trace', hex(7), 'outbox_trace'],
])('looks up %s by its index, and never by walking through everything', async (_what, about, index) => {
  const [row] = await db.rows<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    sql`explain (format json) ${messageLogQuery('payments', { about, limit: 30 })}`,
  )
  const used = nodes(row?.['QUERY PLAN'][0]?.Plan as Plan)
  expect(used).toContain(index)
  expect(used).not.toContain('outbox_pkey')
  expect(used).not.toContain('Seq Scan')
})
