import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startPayments, type Till } from '../../tests/setup/payments.ts'
import { sold } from '../../tests/setup/sold.ts'
import { hearWhatWasMissed } from './commands/hear-what-was-missed.ts'
import { sweep } from './commands/sweep.ts'
import type { StripeEvent } from './store/stripe-events.ts'

// What a sweep does when Stripe is slow or away, and when much of what it finds cannot succeed.

let till: Till
beforeAll(async () => {
  till = await startPayments()
})
afterAll(() => till[Symbol.asyncDispose]())
beforeEach(async () => {
  till.stripe.faults.clear()
  await admin(
    till.database.url,
    'truncate payments.payments, payments.stripe_events, payments.refunds, payments.outbox',
  )
})

const run = (statement: string, values: unknown[] = []) => admin(till.database.url, statement, values)
const unpublished = async () => {
  const [row] = await run('select count(*)::integer as count from payments.outbox where published_at is null')
  return row?.count
}
const refunds = () => till.stripe.books().refunds

/** A refund that a message asked for, and that nobody has made yet. */
const waits = async (order: { id: string; payment: string; intent: string }, minutesAgo: number) => {
  const refund = newId('refund')
  await run(
    `insert into payments.refunds (id, payment, order_id, amount, currency, intent, because, state, asked_at, changed_at)
     select $1, $2, $3, 1000, 'EUR', $4, 'seller', 'asked', now() - make_interval(mins => $5), now() - make_interval(mins => $5)`,
    [refund, order.payment, order.id, order.intent, minutesAgo],
  )
  return refund
}

test('what is to be told leaves while Stripe keeps the sweep waiting, and another sweep does not wait for that one', async () => {
  await sold(till)
  expect(await unpublished()).not.toBe(0)
  const goOn = till.stripe.faults.pause('events.list')
  const first = sweep(till.deps)
  await vi.waitFor(async () => expect(await unpublished()).toBe(0), 5_000)
  // Somebody says something more.
  await run('update payments.outbox set published_at = null, claimed_until = null')
  await sweep(till.deps)
  expect(await unpublished()).toBe(0)
  goOn()
  await first
})

test('once Stripe is out of reach nobody else waits for it', async () => {
  const order = await sold(till)
  for (let each = 0; each < 5; each++) await waits(order, 5)
  till.stripe.faults.away('unreachable')
  till.lines.length = 0
  await sweep(till.deps)
  expect(till.lines.filter((line) => line.includes('"level":"error"') && line.includes('Stripe'))).toHaveLength(1)
  till.stripe.faults.clear()
  await sweep(till.deps)
  expect(refunds().filter(({ payment_intent: of }) => of === order.intent)).toHaveLength(5)
})

test('more payments than a sweep takes that cannot be gone on with do not hold up the one behind them', async () => {
  const order = await sold(till)
  await run(
    `insert into payments.payments (id, order_id, buyer, amount, currency, state, intent, changed_at, try_at)
     select 'pay_of_nobody_' || n, 'ord_of_nobody_' || n, p.buyer, 5000, 'EUR', 'capturing', 'pi_of_nobody_' || n,
       now() - interval '1 hour', now() - interval '1 hour'
     from payments.payments p, generate_series(1, 50) n where p.id = $1`,
    [order.payment],
  )
  await run(
    `update payments.payments set state = 'capturing', changed_at = now() - interval '5 minutes' where id = $1`,
    [order.payment],
  )
  await sweep(till.deps)
  await sweep(till.deps)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured' })
  // Somebody is told of those that have been so for long.
  expect(await till.deps.payments.standing()).toEqual({ stuck: 50, capturesLate: 50 })
  expect(till.lines.join('\n')).toContain('"alert":"captures-late"')
})

test('nor do events that cannot be applied', async () => {
  const order = await till.holds()
  await till.pays(order)
  // What Stripe could not tell it lists as well; here it is to be found by itself.
  await hearWhatWasMissed(till.deps)
  await run('update payments.stripe_events set applied_at = now()')
  const event = (id: string, object: string): StripeEvent => ({
    ...{ id, type: 'charge.dispute.created', payment: null, intent: null, session: null, object, account: null },
  })
  await till.deps.stripeEvents.keepAll(
    Array.from({ length: 50 }, (_, n) => event(`evt_of_nobody_${n}`, `dp_of_nobody_${n}`)),
  )
  await run(`update payments.stripe_events set received_at = now() - interval '1 hour', try_at = now() - interval '1 hour'
    where applied_at is null`)
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)?.id ?? null
  const { id: payment } = await till.paymentOf(order)
  await till.deps.stripeEvents.keep({
    ...event('evt_of_somebody', ''),
    ...{ type: 'payment_intent.amount_capturable_updated', payment, intent, object: null },
  })
  await run(`update payments.stripe_events set received_at = now() - interval '1 minute' where id = 'evt_of_somebody'`)
  await sweep(till.deps)
  await sweep(till.deps)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
})
