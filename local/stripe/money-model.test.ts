import fc from 'fast-check'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createStripe } from './stripe.ts'
import { buyer, forSeller, order, seller } from './test-store.ts'

// Whatever people, banks and sellers do, and in whatever order: the double entry stays at zero, every balance is explained by
// its lines, and nobody is given back more than was taken. `books()` itself throws when the first two do not hold.

const openTill = async () => {
  let ahead = 0
  const stripe = createStripe({
    secretKey: 'sk_test_model',
    webhook: { url: '', secret: 'whsec_model' },
    publicUrl: 'http://stripe.test',
    requestsPerSecond: Number.POSITIVE_INFINITY,
    now: () => Date.now() + ahead,
  })
  const fetch = (input: string | URL | Request, init?: RequestInit) => stripe.fetch(new Request(input, init))
  const client = new Stripe('sk_test_model', {
    ...{ host: 'stripe.test', protocol: 'http' as const, maxNetworkRetries: 0 },
    httpClient: Stripe.createFetchHttpClient(fetch as typeof globalThis.fetch),
  })
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`http://stripe.test${path}`, { method: 'POST', body: new URLSearchParams(fields) })
  const sellers = await Promise.all(
    [1, 2].map(async () => {
      const { id } = await client.v2.core.accounts.create(seller())
      stripe.onboard(id)
      return id
    }),
  )
  return {
    stripe,
    client,
    sellers,
    post,
    advance(days: number) {
      ahead += days * 86_400_000
      stripe.wake()
    },
  }
}

const RUNS = Number(process.env.MODEL_RUNS ?? 20)

type Till = Awaited<ReturnType<typeof openTill>>

const nth = <Item>(items: readonly Item[], at: number): Item | undefined => items[at % Math.max(items.length, 1)]

/** What Stripe refuses leaves everything as it was; anything else that is thrown is a mistake of the stand-in. */
const tolerant = async (call: Promise<unknown>) => {
  await call.catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeError) || (error.statusCode ?? 500) >= 500) throw error
  })
}

type Deed = { run(till: Till): Promise<void> | void; toString(): string }

const named = (name: string, run: Deed['run']): Deed => ({ run, toString: () => name })
const at = fc.nat(20)
const amount = fc.integer({ min: 50, max: 5000 })

const sale = fc
  .record({
    price: amount,
    fee: fc.nat(5000),
    whose: fc.constantFrom(0, 1, null),
    means: fc.constantFrom('4242424242424242', '4000000000000259', '4000000000000002', 'ideal', 'sepa_debit'),
    manual: fc.boolean(),
  })
  .map(({ price, fee, whose, means, manual }) =>
    named(`sell ${price} for ${whose}, fee ${fee}, ${means}${manual ? ', manual' : ''}`, async (till) => {
      const to = whose === null ? null : (till.sellers[whose] ?? '')
      const data = to ? forSeller(to, Math.min(fee, price)).payment_intent_data : {}
      const { url } = await till.client.checkout.sessions.create(
        order({
          line_items: [
            { price_data: { currency: 'eur', unit_amount: price, product_data: { name: 'A' } }, quantity: 1 },
          ],
          payment_intent_data: { ...data, capture_method: 'automatic' },
          ...(manual && { payment_method_options: { card: { capture_method: 'manual' } } }),
        }),
      )
      const path = new URL(url ?? '').pathname
      const isCard = /^\d+$/.test(means)
      const { headers } = await till.post(path, { ...buyer, ...(isCard ? { number: means } : { method: means }) })
      if (!isCard) await till.post(headers.get('location') ?? '', { outcome: 'complete' })
    }),
  )

const capture = fc.record({ at, less: fc.nat(100), fee: fc.option(fc.nat(3000)) }).map(({ at: which, less, fee }) =>
  named(`capture ${which} less ${less}, fee ${fee}`, async ({ stripe, client }) => {
    const waiting = stripe.books().paymentIntents.filter(({ status }) => status === 'requires_capture')
    const intent = nth(waiting, which)
    if (!intent) return
    const amount_to_capture = Math.max(1, intent.amount - less)
    const params = { amount_to_capture, ...(fee !== null && { application_fee_amount: fee }) }
    await tolerant(client.paymentIntents.capture(intent.id, params))
  }),
)

const refund = fc
  .record({ at, part: fc.option(amount), reverse: fc.boolean(), back: fc.boolean(), fate: fc.nat(4) })
  .map(({ at: which, part, reverse, back, fate }) =>
    named(`refund ${part ?? 'the rest'} of ${which} ${reverse} ${back}`, async ({ stripe, client }) => {
      const intent = nth(stripe.books().paymentIntents, which)
      if (!intent) return
      if (fate === 0) stripe.faults.pendingRefunds(1)
      if (fate === 1) stripe.faults.failRefunds(1)
      const flags = { reverse_transfer: reverse, refund_application_fee: back }
      await tolerant(client.refunds.create({ payment_intent: intent.id, ...(part && { amount: part }), ...flags }))
    }),
  )

const bank = fc
  .record({ at, what: fc.constantFrom('fail', 'settle', 'dispute', 'win', 'lose', 'debit', 'no debit') })
  .map(({ at: which, what }) =>
    named(`bank: ${what} ${which}`, ({ stripe }) => {
      const books = stripe.books()
      const under = nth(
        books.refunds.filter(({ status }) => status === 'pending'),
        which,
      )
      const open = nth(
        books.disputes.filter(({ status }) => status === 'needs_response'),
        which,
      )
      const debit = nth(
        books.paymentIntents.filter(({ status }) => status === 'processing'),
        which,
      )
      if (what === 'fail') {
        const live = nth(
          books.refunds.filter(({ status }) => status !== 'failed'),
          which,
        )
        if (live) stripe.faults.failRefund(live.id)
      } else if (what === 'settle' && under) stripe.settleRefund(under.id)
      else if (what === 'dispute') {
        const charges = books.charges.filter(
          (charge) => charge.captured && charge.status === 'succeeded' && !charge.disputed && !charge.refunded,
        )
        const charge = nth(charges, which)
        if (charge) stripe.dispute(charge.id)
      } else if (open && (what === 'win' || what === 'lose'))
        stripe.closeDispute(open.id, what === 'win' ? 'won' : 'lost')
      else if (debit && what.endsWith('debit')) stripe.answerDebit(debit.id, what === 'debit')
    }),
  )

const ours = fc
  .record({
    at,
    part: amount,
    what: fc.constantFrom('reverse', 'fee back', 'transfer', 'pay out', 'payout fails', 'days'),
  })
  .map(({ at: which, part, what }) =>
    named(`${what} ${part} ${which}`, async (till) => {
      const { stripe, client, sellers } = till
      const books = stripe.books()
      const destination = nth(sellers, which) ?? ''
      if (what === 'reverse') {
        const transfer = nth(books.transfers, which)
        const params = { amount: part, refund_application_fee: part % 2 === 0 }
        if (transfer) await tolerant(client.transfers.createReversal(transfer.id, params))
      } else if (what === 'fee back') {
        const fee = nth(books.applicationFees, which)
        if (fee) await tolerant(client.applicationFees.createRefund(fee.id, { amount: part }))
      } else if (what === 'transfer')
        await tolerant(client.transfers.create({ amount: part, currency: 'eur', destination }))
      else if (what === 'pay out') stripe.payOut(part % 3 === 0 ? 'platform' : destination)
      else if (what === 'payout fails') {
        const payout = nth(
          books.payouts.filter(({ status }) => status !== 'failed'),
          which,
        )
        if (payout) stripe.failPayout(payout.id)
      } else till.advance(1 + (which % 4))
    }),
  )

/** Something to begin with: a seller who was paid and whose money is on its way to the bank. */
const begin = async (till: Till) => {
  const { url } = await till.client.checkout.sessions.create(
    order({
      payment_intent_data: { ...forSeller(till.sellers[0] ?? '').payment_intent_data, capture_method: 'automatic' },
    }),
  )
  await till.post(new URL(url ?? '').pathname, { ...buyer, number: '4242424242424242' })
  till.advance(3)
}

const check = async ({ stripe, client, sellers }: Till) => {
  const books = stripe.books()
  const { eur } = books.money
  for (const charge of books.charges) {
    const back = books.refunds.filter(({ charge: of, status }) => of === charge.id && status !== 'failed')
    const given = back.reduce((sum, refunded) => sum + refunded.amount, 0)
    expect(given).toBeLessThanOrEqual(charge.amount_captured)
  }
  for (const transfer of books.transfers) expect(transfer.amount_reversed).toBeLessThanOrEqual(transfer.amount)
  for (const fee of books.applicationFees) expect(fee.amount_refunded).toBeLessThanOrEqual(fee.amount)
  for (const owner of [null, ...sellers]) {
    const { available, pending } = await client.balance.retrieve({}, owner ? { stripeAccount: owner } : {})
    const shown = (available[0]?.amount ?? 0) + (pending[0]?.amount ?? 0)
    expect(shown).toBe((owner ? eur?.accounts[owner] : eur?.platform) ?? 0)
  }
}

test('whatever is done, the double entry stays at zero and every balance is explained', {
  timeout: 600_000,
}, async () => {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof({ arbitrary: sale, weight: 2 }, { arbitrary: capture, weight: 2 }, refund, bank, {
          arbitrary: ours,
          weight: 2,
        }),
        {
          minLength: 10,
          maxLength: 50,
          size: 'max',
        },
      ),
      async (deeds) => {
        const till = await openTill()
        try {
          await begin(till)
          for (const deed of deeds) {
            await deed.run(till)
            await check(till)
          }
          for (const { type } of till.stripe.books().events) reached.add(type)
        } finally {
          await till.stripe.stop()
        }
      },
    ),
    { numRuns: RUNS },
  )
  // A model that never gets anywhere proves nothing.
  for (const type of ['transfer.reversed', 'refund.failed', 'charge.dispute.closed', 'payout.failed', 'payout.paid'])
    expect(reached).toContain(type)
})
