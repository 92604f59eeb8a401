import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { giveBack, openAccount, RATE, type Seller, sell } from '../../tests/setup/sales.ts'
import { followDispute } from './commands/follow-dispute.ts'
import { postPayout } from './commands/post-payout.ts'
import { reconcile } from './commands/reconcile.ts'
import { feeOn } from './ledger.ts'
import type { Difference } from './store/reconciliations.ts'

// The ledger beside the stand-in's own books, through Stripe's own SDK. Both clocks are the real one, so a comparison looks
// right up to the present second.

let till: Till
let seller: Seller
beforeAll(async () => {
  till = await startPayments({ STRIPE_CONNECT: 'on', STRIPE_COUNTRY: 'AT' })
})
afterAll(() => till[Symbol.asyncDispose]())
beforeEach(async () => {
  seller = await openAccount(till, 'The Hall')
})

const AT_ONCE = { settledAfter: -2_000, every: -3_600_000, quiet: -60_000, strangeAfter: -60_000 }

const fromTheBeginning = () =>
  admin(
    till.database.url,
    'truncate payments.reconciliations; update payments.sellers set compared_until = null, recompared_at = null',
  )

/** Compares everything there is, however often that was done before. */
const compare = async () => {
  await fromTheBeginning()
  const all: Difference[] = []
  for (let runs = 0; runs < 4; runs++)
    all.push(...(await reconcile(till.deps, { ...AT_ONCE, every: 10_000 })).differences)
  return { differences: all }
}

const balances = async () => {
  const rows = await till.deps.ledger.trialBalance()
  return Object.fromEntries(rows.map(({ account, currency, amount }) => [`${account} ${currency}`, amount]))
}

/** The same from Stripe's side. */
const stripesBalances = () => {
  const money = till.stripe.books().money.eur
  if (!money) throw new Error('Stripe has no euros')
  const sum = (of: Record<string, number>) => Object.values(of).reduce((total, amount) => total + amount, 0)
  return {
    'buyers EUR': money.buyers,
    'platform EUR': money.platform,
    'sellers EUR': sum(money.accounts),
    'stripe EUR': money.processingFees,
    'bank EUR': sum(money.banks),
  }
}

const GUARDS = ['ledger_append_only', 'ledger_adds_up']

/** Changes the ledger as nobody can who only has the service's own role. */
const tamper = (statement: string, values: unknown[] = []) =>
  admin(
    till.database.url,
    `begin; ${GUARDS.map((guard) => `alter table payments.ledger disable trigger ${guard}`).join('; ')};
     ${values.reduce<string>((text, value, index) => text.replaceAll(`$${index + 1}`, `'${value}'`), statement)};
     ${GUARDS.map((guard) => `alter table payments.ledger enable trigger ${guard}`).join('; ')}; commit`,
  )

const kinds = (found: Awaited<ReturnType<typeof compare>>) => found.differences.map(({ what }) => what)

test('what was sold, given back, disputed and paid out is in both books alike', async () => {
  const [kept, partly, wholly, disputed] = [
    await sell(till, seller, 5000),
    await sell(till, seller, 3333),
    await sell(till, seller, 2001),
    await sell(till, seller, 4200),
  ]
  await giveBack(till, partly, newId('refund'), 1111)
  await giveBack(till, partly, newId('refund'), 999)
  await giveBack(till, wholly, newId('refund'), 2001)
  const { id } = till.stripe.dispute(disputed.intent)
  await followDispute(till.deps, id, trace)
  const payouts = till.stripe.payOut(seller.account)
  for (const payout of [payouts].flat()) await postPayout(till.deps, payout.id, seller.account)

  expect(kinds(await compare())).toEqual([])
  expect(await balances()).toEqual(stripesBalances())
  // And once more: the fees that Stripe kept are there by now.
  expect(kinds(await compare())).toEqual([])

  const reply = await till.send('GET', '/api/payments/seller/money', undefined, seller.headers)
  const { currencies } = (await reply.json()) as { currencies: Record<string, number>[] }
  const sold = kept.amount + partly.amount + wholly.amount + disputed.amount
  const fees = [5000, 3333, 2001, 4200].reduce((sum, amount) => sum + feeOn(amount, RATE), 0)
  expect(currencies).toHaveLength(1)
  const [money] = currencies
  expect(money).toMatchObject({
    currency: 'EUR',
    orders: 4,
    sales: sold,
    fees,
    refunds: 4111,
    disputes: 4200,
    onTheWay: 0,
  })
  expect(money?.paidOut).toBe(sold - fees - 4111 + (money?.feesBack ?? 0))
})

test('lines that are lost are found at Stripe and written down again, under their own keys', async () => {
  const sale = await sell(till, seller, 5000)
  const refund = newId('refund')
  await giveBack(till, sale, refund, 2000)
  await compare()
  const before = await balances()
  await tamper(`delete from payments.ledger where payment = $1`, [sale.payment])
  expect(await balances()).not.toEqual(before)

  const found = await compare()
  expect(kinds(found)).toEqual(expect.arrayContaining(['missing']))
  expect(await balances()).toEqual(stripesBalances())
  expect(kinds(await compare())).toEqual([])
  expect(await balances()).toEqual(before)
})

test('a line that is wrong is taken back and written anew, and what never happened is taken back', async () => {
  const sale = await sell(till, seller, 5000)
  await compare()
  const before = await balances()
  await tamper(`update payments.ledger set amount = amount * 2 where key like 'sale:%' and payment = $1`, [
    sale.payment,
  ])
  await tamper(
    `insert into payments.ledger (key, kind, account, seller, order_id, payment, currency, amount, at)
     select 'refund:re_of_nobody', 'refund', account, seller, order_id, payment, currency, -amount / 4, now()
     from payments.ledger where key like 'sale:%' and payment = $1`,
    [sale.payment],
  )
  const found = await compare()
  expect(kinds(found).toSorted()).toEqual(['different', 'not-at-stripe'])
  expect(await balances()).toEqual(before)
  expect(before).toEqual(stripesBalances())
  expect(kinds(await compare())).toEqual([])

  const [reconciliation] = await till.deps.reconciliations.list(1, undefined)
  expect(reconciliation).toMatchObject({ settled: true, differences: [] })
})

test('twice at once writes nothing twice, and goes on where the last one ended', async () => {
  const sale = await sell(till, seller, 5000)
  await tamper(`delete from payments.ledger where payment = $1`, [sale.payment])
  await fromTheBeginning()
  await Promise.all([reconcile(till.deps, AT_ONCE), reconcile(till.deps, AT_ONCE), reconcile(till.deps, AT_ONCE)])
  expect(await balances()).toEqual(stripesBalances())
  expect(await reconcile(till.deps)).toEqual({ compared: 0, differences: [] })
})

/** As if all of it had happened long ago, and had been compared since. */
const longAgo = async () => {
  await tamper(`update payments.ledger set at = at - interval '1 hour'`)
  await tamper(`update payments.reconciliations set at = at - interval '2 days', until = now() - interval '30 minutes'`)
  await tamper(
    `update payments.sellers set compared_until = now() - interval '30 minutes', recompared_at = now() - interval '2 days'`,
  )
}

test('what is lost long after it was compared is found within a day', async () => {
  const sale = await sell(till, seller, 5000)
  await compare()
  await longAgo()
  await tamper(`delete from payments.ledger where kind = 'sale' and payment = $1`, [sale.payment])
  expect(kinds(await reconcile(till.deps, AT_ONCE))).toContain('missing')
  expect(await balances()).toEqual(stripesBalances())
})

test('payouts that nobody told us of are found, whoever has not sold since and however many there are', async () => {
  const sellers = await Promise.all(Array.from({ length: 12 }, (_, index) => openAccount(till, `Hall ${index}`)))
  for (const each of sellers) await sell(till, each, 5000)
  await compare()
  await longAgo()
  for (const each of sellers) till.stripe.payOut(each.account)
  // Ten a run, whoever has waited longest; sellers of the other stories here wait as well.
  for (let runs = 0; runs < 6; runs++) await reconcile(till.deps, AT_ONCE)
  const paidOut = await Promise.all(
    sellers.map(async ({ id }) => (await till.deps.ledger.sellersMoney(id))[0]?.paidOut),
  )
  expect(paidOut).toEqual(sellers.map(() => 5000 - feeOn(5000, RATE)))
  expect(await balances()).toEqual(stripesBalances())
})

test('a payout that never was is taken back, and again when it is invented again', async () => {
  await sell(till, seller, 5000)
  await compare()
  const before = await balances()
  for (const name of ['po_of_nobody', 'po_of_nobody_else']) {
    await tamper(
      `insert into payments.ledger (key, kind, account, seller, currency, amount, at) values
         ('payout:${name}', 'payout', 'sellers', $1, 'EUR', -1000, now()), ('payout:${name}', 'payout', 'bank', $1, 'EUR', 1000, now())`,
      [seller.id],
    )
    expect(kinds(await compare())).toEqual(['not-at-stripe'])
    expect(await balances()).toEqual(before)
  }
})

test('a balance that differs with no line to blame is said, and not made up', async () => {
  await sell(till, seller, 5000)
  await compare()
  await tamper(
    `insert into payments.ledger (key, kind, account, seller, currency, amount, at) values
       ('correction:by-hand', 'correction', 'sellers', $1, 'EUR', 7, now()), ('correction:by-hand', 'correction', 'buyers', $1, 'EUR', -7, now())`,
    [seller.id],
  )
  const found = await compare()
  expect(found.differences).toEqual([
    expect.objectContaining({ key: seller.account, what: 'balance', stripes: 5000 - feeOn(5000, RATE) }),
  ])
  const [written] = await till.deps.reconciliations.list(1, undefined)
  expect(written).toMatchObject({ settled: false })
  await tamper(`delete from payments.ledger where key = 'correction:by-hand'`)
})

test('what has just happened at Stripe and was not heard of is no difference', async () => {
  await sell(till, seller, 5000)
  await compare()
  const { id: before } = (await till.client.balanceTransactions.list({ limit: 1 })).data[0] ?? {}
  till.stripe.payOut(seller.account)
  await sell(till, seller, 3000)
  const { id: after } = (await till.client.balanceTransactions.list({ limit: 1 })).data[0] ?? {}
  expect(after).not.toBe(before)
  // Looks back to before any of it, while our own ledger seems to have been still for long.
  await fromTheBeginning()
  const found = await reconcile(till.deps, { ...AT_ONCE, settledAfter: 3_600_000 })
  expect(found.differences).toEqual([])
  // Later on the payouts are found to be missing, and so they are there for whoever compares next.
  expect(new Set(kinds(await compare()))).toEqual(new Set(['missing']))
  expect(await balances()).toEqual(stripesBalances())
})

test('while Stripe cannot be asked nothing is decided, and the next time it is', async () => {
  const sale = await sell(till, seller, 5000)
  await tamper(`delete from payments.ledger where payment = $1`, [sale.payment])
  await fromTheBeginning()
  till.stripe.faults.next('balance_transactions.list', { status: 429 })
  await expect(reconcile(till.deps, AT_ONCE)).rejects.toThrow()
  expect(await till.deps.reconciliations.list(5, undefined)).toEqual([])
  expect(kinds(await reconcile(till.deps, AT_ONCE))).toContain('missing')
  expect(await balances()).toEqual(stripesBalances())
})

test('the ledger keeps what it has, and refuses what does not add up', async () => {
  await sell(till, seller, 5000)
  const own = till.database.connect('payments')
  const run = (statement: string) => own.rows(statement as never)
  await expect(run(`update payments.ledger set amount = 1`)).rejects.toThrow()
  await expect(run(`delete from payments.ledger`)).rejects.toThrow()
  await expect(
    run(`insert into payments.ledger (key, kind, account, currency, amount, at)
         values ('x', 'sale', 'buyers', 'EUR', -5, now()), ('x', 'sale', 'sellers', 'EUR', 6, now())`),
  ).rejects.toThrow()
  const sums = Object.values(await balances()).reduce((sum, amount) => sum + amount, 0)
  expect(sums).toBe(0)
})

test('what may not be taken for a seller any more is given back at once, not taken some day', async () => {
  const sale = await sell(till, seller, 5000, undefined, () => till.stripe.restrict(seller.account))
  expect(await till.deps.payments.find(sale.payment)).toMatchObject({ state: 'failed' })
  const intent = till.stripe.books().paymentIntents.find(({ id }) => id === sale.intent)
  expect(intent).toMatchObject({ status: 'canceled', amount_received: 0 })
})

test('a payout that comes back is the seller’s again', async () => {
  await sell(till, seller, 5000)
  const [payout] = [till.stripe.payOut(seller.account)].flat()
  if (!payout) throw new Error('nothing was paid out')
  await postPayout(till.deps, payout.id, seller.account)
  const paid = async () => (await till.deps.ledger.sellersMoney(seller.id))[0]
  expect(await paid()).toMatchObject({ paidOut: payout.amount, onTheWay: 0 })
  till.stripe.failPayout(payout.id)
  await postPayout(till.deps, payout.id, seller.account)
  await postPayout(till.deps, payout.id, seller.account)
  expect(await paid()).toMatchObject({ paidOut: 0, onTheWay: payout.amount })
  expect(kinds(await compare())).toEqual([])
})

const operatorHeaders = async () => {
  const person = await till.people.join('Olga')
  const token = await till.people.tokenFor({ ...person, roles: ['operator'] })
  return { authorization: `Bearer ${token}` }
}

test('nobody sees what another has earned, and the books of the house are for its operator', async () => {
  const sale = await sell(till, seller, 7700)
  const stranger = await till.people.join('Somebody')
  for (const path of ['money', 'ledger', 'ledger.csv']) {
    expect((await till.send('GET', `/api/payments/seller/${path}`)).status).toBe(401)
    const shown = await till.send('GET', `/api/payments/seller/${path}`, undefined, stranger.headers)
    expect(shown.status).toBe(200)
    expect(await shown.text()).not.toContain(sale.order)
  }
  for (const path of ['fee', 'ledger', 'ledger.csv', 'disputes', 'reconciliations']) {
    expect((await till.send('GET', `/api/payments/operator/${path}`)).status).toBe(401)
    const refused = await till.send('GET', `/api/payments/operator/${path}`, undefined, seller.headers)
    expect(refused.status).toBe(403)
    const shown = await till.send('GET', `/api/payments/operator/${path}`, undefined, await operatorHeaders())
    expect(shown.status).toBe(200)
  }
})

test('the operator sets the fee, and it is known who did and why', async () => {
  const headers = { ...(await operatorHeaders()), 'idempotency-key': 'the-fee-of-this-suite' }
  const set = (body: object) => till.send('PUT', '/api/payments/operator/fee', body, headers)
  const wrong = await set({ basisPoints: 5001, fixed: -1, reason: '', note: 'x' })
  expect(wrong.status).toBe(400)
  expect(
    ((await wrong.json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).toSorted(),
  ).toEqual(['#/basisPoints', '#/fixed', '#/note', '#/reason'])
  expect((await set({ basisPoints: 250, fixed: 30, reason: 'As agreed' })).status).toBe(200)
  expect(await till.deps.feeRates.current()).toEqual({ basisPoints: 250, fixed: 30 })
  const audited = await admin<{ reason: string; letter: string }>(
    till.database.url,
    `select reason, letter from payments.operator_actions where action = 'set-fee'`,
  )
  expect(audited).toEqual([{ reason: 'As agreed', letter: '250/30' }])
})

test('a seller reads their lines page by page, and the file says the same', async () => {
  for (const amount of [1100, 2200, 3300]) await sell(till, seller, amount)
  type Line = { position: string; kind: string; amount: number; order: string }
  const lines: Line[] = []
  let cursor: string | null = null
  do {
    const path: string = `/api/payments/seller/ledger?limit=2${cursor ? `&cursor=${cursor}` : ''}`
    const page = (await (await till.send('GET', path, undefined, seller.headers)).json()) as {
      items: Line[]
      nextCursor: string | null
    }
    lines.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  expect(lines.map(({ kind }) => kind)).toEqual(['fee', 'sale', 'fee', 'sale', 'fee', 'sale'])
  const ofOne = async (headers: typeof seller.headers) => {
    const path = `/api/payments/seller/ledger?order=${lines[0]?.order}`
    return ((await (await till.send('GET', path, undefined, headers)).json()) as { items: Line[] }).items
  }
  expect(await ofOne(seller.headers)).toEqual(lines.slice(0, 2))
  expect(await ofOne((await till.people.join('A stranger')).headers)).toEqual([])
  const file = await till.send('GET', '/api/payments/seller/ledger.csv', undefined, seller.headers)
  expect(file.headers.get('content-type')).toContain('text/csv')
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="holdfast-money-\d{4}-\d\d-\d\d\.csv"$/,
  )
  const rows = (await file.text())
    .trim()
    .split('\r\n')
    .slice(1)
    .map((row) => row.split(','))
  expect(rows.map((row) => Number(row.at(-1)))).toEqual(lines.map(({ amount }) => amount).toReversed())
  expect(rows.map((row) => row.at(-2))).toEqual(expect.arrayContaining(['11.00', '22.00', '33.00']))
  const wrong = await till.send('GET', '/api/payments/seller/ledger?limit=0&cursor=x&more=1', undefined, seller.headers)
  expect(wrong.status).toBe(400)
})
