import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { giveBack, openAccount, type Seller, sell } from '../../tests/setup/sales.ts'
import { followIntent } from './commands/follow-intent.ts'
import { reconcile } from './commands/reconcile.ts'
import type { Difference } from './store/reconciliations.ts'

// What a comparison mends, and what it had better leave alone.

let till: Till
let seller: Seller
beforeAll(async () => {
  till = await startPayments({ STRIPE_CONNECT: 'on', STRIPE_COUNTRY: 'AT' })
})
afterAll(() => till[Symbol.asyncDispose]())
beforeEach(async () => {
  await run(`truncate payments.doubts`)
  seller = await openAccount(till, 'The Hall')
})

const run = (statement: string) => admin(till.database.url, statement)
const DAY = 86_400_000
const PACE = { settledAfter: -2_000, every: 10_000, quiet: -60_000, strangeAfter: -60_000 }
const ANEW = `truncate payments.reconciliations;
  update payments.sellers set compared_until = null, recompared_at = null, recomparing_until = null, compared_at = null;
  update payments.doubts set look_at = now()`

/** Compares everything there is, until it finds nothing more. */
const compare = async (pace: Partial<typeof PACE> = {}) => {
  await run(ANEW)
  const all: Difference[] = []
  for (let runs = 0; runs < 4; runs++) all.push(...(await reconcile(till.deps, { ...PACE, ...pace })).differences)
  return all
}
const kinds = (found: Difference[]) => found.map(({ what }) => what)

const GUARDS = ['ledger_append_only', 'ledger_adds_up']
const each = (what: string) => GUARDS.map((guard) => `alter table payments.ledger ${what} trigger ${guard}`).join(';')
const tamper = (statement: string) => run(`begin; ${each('disable')}; ${statement}; ${each('enable')}; commit`)

const nothing = { buyers: 0, platform: 0, sellers: 0, stripe: 0, bank: 0 }
const balances = async () => {
  const rows = await till.deps.ledger.trialBalance()
  return { ...nothing, ...Object.fromEntries(rows.map(({ account, amount }) => [account, amount])) }
}
const sum = (of: Record<string, number>) => Object.values(of).reduce((total, amount) => total + amount, 0)
const stripes = () => {
  const money = till.stripe.books().money.eur
  if (!money) throw new Error('Stripe has no euros')
  const { buyers, platform, accounts, banks, processingFees } = money
  return { buyers, platform, sellers: sum(accounts), stripe: processingFees, bank: sum(banks) }
}

const buy = async (url: string | null) => {
  const fields = { email: 'ada@example.com', name: 'Ada L', expiry: '12/44', cvc: '123', number: '4242424242424242' }
  await fetch(url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
}

/** Somebody pays by another page that names the same payment, or none. */
const paysElsewhere = async (metadata: Record<string, string>, fee = 0) => {
  const before = new Set(till.stripe.books().paymentIntents.map(({ id }) => id))
  const shared = { transfer_data: { destination: seller.account }, application_fee_amount: fee }
  const { url } = await till.client.checkout.sessions.create({
    ...{ mode: 'payment', success_url: 'https://store.example/done' },
    payment_intent_data: { metadata, ...(fee > 0 ? shared : {}) },
    line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 5000, product_data: { name: 'Again' } } }],
  })
  await buy(url)
  const made = till.stripe.books().paymentIntents.find(({ id }) => !before.has(id))
  if (!made) throw new Error('nobody paid')
  return made
}

test('a line that is nobody’s is written down once it has had its time, and taken back when it is somebody’s', async () => {
  const { payment } = await sell(till, seller, 5000)
  await compare()
  const stranger = await paysElsewhere({})
  expect(kinds(await compare({ strangeAfter: 600_000 }))).toEqual([])
  expect(kinds(await compare())).toEqual(['unexplained'])
  expect(await balances()).toMatchObject({ platform: stripes().platform })
  // By hand, as when a webhook of ours comes late: it was a second payment of this order.
  await till.client.paymentIntents.update(stranger.id, { metadata: { payment } })
  await followIntent(till.deps, payment, stranger.id, trace)
  await compare()
  expect(await balances()).toEqual(stripes())
  expect(kinds(await compare())).toEqual([])
})

test('a charge that names a payment of ours is never a stranger’s', async () => {
  const { payment } = await sell(till, seller, 5000)
  await paysElsewhere({ payment })
  const found = await compare()
  expect(kinds(found)).not.toContain('unexplained')
  expect(await balances()).toEqual(stripes())
})

test('two charges of one order, each with a fee, are told apart', async () => {
  const sale = await sell(till, seller, 5000)
  const { id } = await paysElsewhere({ payment: sale.payment, order: sale.order }, 200)
  await followIntent(till.deps, sale.payment, id, trace)
  await compare()
  await giveBack(till, sale, newId('refund'), 1000)
  await compare()
  expect(await balances()).toEqual(stripes())
  expect(kinds(await compare())).toEqual([])
})

test('what was taken back wrongly is written down again', async () => {
  const sale = await sell(till, seller, 5000)
  await compare()
  const before = await balances()
  const [line] =
    await run(`select position, key from payments.ledger where kind = 'sale' and payment = '${sale.payment}'
    and amount > 0`)
  await tamper(`insert into payments.ledger (key, of, kind, account, seller, order_id, payment, currency, amount, at)
    select 'undo:${line?.position}:' || key, key, kind, account, seller, order_id, payment, currency, -amount, now()
    from payments.ledger where key = '${line?.key}'`)
  expect(await balances()).not.toEqual(before)
  expect(kinds(await compare())).toEqual(['missing'])
  expect(await balances()).toEqual(before)
  // And if it is wrong another time.
  await tamper(`update payments.ledger set amount = amount * 2 where key like 'redo:%:${line?.key}'`)
  expect(kinds(await compare())).toEqual(['different'])
  expect(await balances()).toEqual(before)
  expect(kinds(await compare())).toEqual([])
})

test('with the key of another account nothing is touched, and it is said once', async () => {
  await sell(till, seller, 5000)
  await compare()
  const before = await balances()
  await run(`update payments.stripe_account set account = 'acct_of_before', told_at = null`)
  await tamper(`delete from payments.ledger where kind = 'sale' and seller = '${seller.id}'`)
  expect(kinds(await compare())).toEqual(['other-account'])
  expect(await balances()).not.toEqual(before)
  await run(`update payments.stripe_account set account = 'acct_standin'`)
  expect(kinds(await compare())).toContain('missing')
  expect(await balances()).toEqual(before)
})

const invent = (count: number, of = 'sale') =>
  tamper(`insert into payments.ledger (key, kind, account, seller, currency, amount, at)
    select '${of}:of_nobody_' || n, '${of}', account, '${seller.id}', 'EUR', amount, now() - interval '20 days'
    from generate_series(1, ${count}) n, (values ('buyers', -100), ('sellers', 100)) as l(account, amount)`)

test('where hardly anything of ours is at Stripe, nothing is taken back', async () => {
  await compare()
  const before = await balances()
  await invent(30)
  // Only this stretch is looked at, in which Stripe has nothing.
  await run(`insert into payments.reconciliations (pass, begins, until, compared, differences, settled)
    select pass, true, now() - interval '21 days', 0, '[]', true from unnest(array['latest', 'all']) pass`)
  const found = await reconcile(till.deps, { ...PACE, settledAfter: 19 * DAY })
  expect(found.differences).toEqual([expect.objectContaining({ what: 'not-struck', ours: 30, stripes: 0 })])
  expect((await till.deps.reconciliations.list(2, undefined)).at(-1)).toMatchObject({ settled: false })
  expect(await balances()).not.toEqual(before)
  // Not every five minutes.
  expect((await reconcile(till.deps, { ...PACE, settledAfter: 19 * DAY })).differences).toEqual([])
  await tamper(`delete from payments.ledger where key like 'sale:of_nobody%'`)
  expect(await balances()).toEqual(before)
})

test('a seller who has parted keeps nobody else from being compared', async () => {
  const other = await openAccount(till, 'The Other Hall')
  await sell(till, seller, 5000)
  await sell(till, other, 5000)
  await compare()
  await run(`update payments.sellers set account = 'acct_gone' where seller = '${seller.id}'`)
  till.stripe.payOut(other.account)
  await compare()
  expect((await till.deps.ledger.sellersMoney(other.id))[0]).toMatchObject({ onTheWay: 0 })
  expect(till.lines.some((line) => line.includes('closed to us') && line.includes('acct_gone'))).toBe(true)
  await run(`update payments.sellers set account = '${seller.account}' where seller = '${seller.id}'`)
  await compare()
  expect(await balances()).toEqual(stripes())
})

test('an unchanged difference of a balance is told once', async () => {
  await sell(till, seller, 5000)
  await compare()
  await tamper(`insert into payments.ledger (key, kind, account, currency, amount, at) values
    ('correction:by-hand', 'correction', 'platform', 'EUR', 7, now()), ('correction:by-hand', 'correction', 'buyers', 'EUR', -7, now())`)
  expect(kinds(await compare())).toEqual(['balance'])
  expect(kinds(await compare())).toEqual([])
  const [written] = await till.deps.reconciliations.list(1, undefined)
  expect(written).toMatchObject({ settled: false, differences: [] })
  await tamper(`delete from payments.ledger where key = 'correction:by-hand'`)
  expect(kinds(await compare())).toEqual([])
  const [after] = await till.deps.reconciliations.list(1, undefined)
  expect(after).toMatchObject({ settled: true })
})

test('a piece at a time, and the next run goes on behind it', async () => {
  for (let sales = 0; sales < 12; sales++) await sell(till, seller, 5000)
  await compare()
  await tamper(`delete from payments.ledger`)
  await run(`${ANEW}; truncate payments.doubts`)
  let runs = 0
  // No time at all: each run does one piece of each kind.
  for (; runs < 60; runs++) {
    await reconcile(till.deps, PACE, () => false)
    const { platform } = await balances()
    if (platform === stripes().platform) break
  }
  expect(runs).toBeGreaterThan(0)
  await compare()
  expect(await balances()).toEqual(stripes())
})

test('Stripe is left alone at the first sign that it cannot be reached', async () => {
  await sell(till, seller, 5000)
  await compare()
  await invent(3)
  await run(ANEW)
  await reconcile(till.deps, PACE, () => false)
  await till.deps.doubts.note(['sale:of_nobody_1', 'sale:of_nobody_2', 'sale:of_nobody_3'], null)
  const back = till.stripe.faults.away()
  await expect(reconcile(till.deps, PACE)).rejects.toThrow()
  back()
  await compare()
  expect(await balances()).toEqual(stripes())
})

test('the balances that are kept are what the lines add up to', async () => {
  await sell(till, seller, 5000)
  till.stripe.payOut(seller.account)
  await Promise.all([compare(), sell(till, seller, 700), sell(till, seller, 900)])
  const added =
    await run(`select account, case account when 'sellers' then coalesce(seller, '') else '' end as whose, currency,
    sum(amount)::float8 as amount, count(*)::integer as lines from payments.ledger group by 1, 2, 3 order by 1, 2, 3`)
  const kept =
    await run(`select account, seller as whose, currency, sum(amount)::float8 as amount, sum(lines)::integer as lines
    from payments.ledger_balances group by 1, 2, 3 having sum(lines) > 0 order by 1, 2, 3`)
  expect(kept).toEqual(added)
  expect(kept.length).toBeGreaterThan(3)
})
