import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { followIntent } from './commands/follow-intent.ts'
import { takeMoney } from './commands/hear.ts'
import { reconcile } from './commands/reconcile.ts'

// A store that begins to keep books for an account with Stripe that has a past, and one whose money Stripe changes.

let till: Till
beforeAll(async () => {
  till = await startPayments()
})
afterAll(() => till[Symbol.asyncDispose]())

const PACE = { settledAfter: -2_000, every: -3_600_000, quiet: -60_000, strangeAfter: -60_000 }
/** All there is since it began. */
const compare = async () => {
  await admin(till.database.url, 'truncate payments.reconciliations')
  const all = []
  for (let runs = 0; runs < 3; runs++) all.push(...(await reconcile(till.deps, PACE)).differences)
  return all.map(({ what }) => what)
}

const paysDirectly = async () => {
  const before = new Set(till.stripe.books().paymentIntents.map(({ id }) => id))
  const { url } = await till.client.checkout.sessions.create({
    ...{ mode: 'payment', success_url: 'https://shop.example/done' },
    line_items: [
      { quantity: 1, price_data: { currency: 'eur', unit_amount: 4200, product_data: { name: 'A print' } } },
    ],
  })
  const fields = { email: 'ada@example.com', name: 'Ada L', expiry: '12/44', cvc: '123', number: '4242424242424242' }
  await fetch(url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  return till.stripe.books().paymentIntents.find(({ id }) => !before.has(id))?.id ?? ''
}

const sells = async (amount: number) => {
  const sold = await till.holds(amount)
  await till.pays(sold)
  const { id } = await till.paymentOf(sold)
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.payment === id)?.id ?? ''
  await followIntent(till.deps, id, intent, trace)
  await takeMoney(till.deps, till.said('order.confirmed', { order: sold.id, payment: id }), trace)
}

const platform = async () =>
  (await till.deps.ledger.trialBalance()).find(({ account }) => account === 'platform')?.amount

test('what was in the balance before is taken over once, and told once', async () => {
  await paysDirectly()
  const start = till.stripe.books().transactions.at(-1)?.created ?? 0
  // Its past ends where the comparing begins.
  await expect.poll(() => Math.floor(Date.now() / 1000) > start, { timeout: 5000 }).toBe(true)
  await admin(
    till.database.url,
    `insert into payments.stripe_account (account, live, begins_at) values ('acct_standin', false, to_timestamp(${start}))`,
  )
  await paysDirectly()
  expect(await compare()).toEqual(['unexplained', 'opening'])
  expect(await platform()).toBe(till.stripe.books().money.eur?.platform)
  const lines = await admin<{ kind: string }>(
    till.database.url,
    `select kind from payments.ledger where key = 'opening:platform:EUR' and amount > 0`,
  )
  expect(lines).toEqual([{ kind: 'opening' }])
  await compare()
  // Its past is not read again, and counted as both.
  expect(await platform()).toBe(till.stripe.books().money.eur?.platform)
})

test('money that Stripe changes into another currency is said once, and no balance is made of it', async () => {
  till.stripe.change('eur', 'usd', 1.25)
  await sells(8000)
  // In both currencies, as neither balance says anything any more.
  expect(await compare()).toEqual(['converted', 'converted'])
  await sells(9000)
  expect(await compare()).toEqual([])
  const [last] = await till.deps.reconciliations.list(1, undefined)
  expect(last).toMatchObject({ settled: true })
})
