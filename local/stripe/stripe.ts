/**
 * A stand-in for Stripe, for development and tests only. No money moves and no card is checked.
 *
 * It imitates, with its state, the part of Stripe that a store with a hosted payment page needs: Checkout Sessions in
 * payment mode, the PaymentIntents and Charges behind them with manual or automatic capture, Refunds, Events, signed
 * webhooks with retries, idempotency keys, the rate limit per endpoint, and the page with test cards and 3-D Secure.
 * Documents: docs.stripe.com/api (version `Stripe.API_VERSION`), /api/idempotent_requests, /rate-limits, /webhooks,
 * /payments/place-a-hold-on-a-payment-method, /payments/checkout/managing-limited-inventory, /testing.
 *
 * Left out: balance transactions and fees, Connect, customers, stored prices and products, PaymentIntents without a
 * session, methods other than cards, disputes, payouts, Radar, taxes, discounts, free sessions (a total of 0), API v2,
 * `previous_attributes` of events, choosing which events an endpoint hears (it hears all), and receipts by mail.
 * An authorisation that is given back marks its charge as refunded, but makes no Refund object.
 */
import { Hono } from 'hono'
import { createAccount, type Prices } from './account.ts'
import { createApi } from './api.ts'
import { answerDebit } from './attempts.ts'
import { readBooks } from './books.ts'
import { captureFailure } from './capture-failure.ts'
import { meetDeadlines } from './deadlines.ts'
import { closeDispute, openDispute } from './disputes.ts'
import { createFaults } from './faults.ts'
import { createOnboarding } from './page/onboarding.ts'
import { createPages } from './page/pages.ts'
import { failPayout, payOutNow } from './payouts.ts'
import { furtherQuestions, setStanding } from './recipients.ts'
import { failRefund, settleRefund } from './refunds.ts'
import { emptyState, loadState, saveState } from './state.ts'
import { createWebhooks } from './webhooks.ts'

export type StripeStandInOptions = {
  /** `sk_test_…` */
  secretKey: string
  /** `secret` is `whsec_…`. While `url` is empty, webhooks wait. */
  webhook: { url: string; secret: string }
  /** Milliseconds; tests move it forward and call `wake`. */
  now?: () => number
  /** How webhooks leave. */
  fetch?: typeof fetch
  /** Where the hosted pages are reachable, for example `http://127.0.0.1:4242`. */
  publicUrl: string
  /** For each endpoint. 25 as in Stripe's sandbox when absent; `Infinity` switches the limit off. */
  requestsPerSecond?: number
  /** What Stripe asks for itself: 1.5 % and 25 minor units of a payment, and 1500 of a dispute, when absent. */
  prices?: Partial<Prices>
}

export const createStripe = (options: StripeStandInOptions) => {
  const nowMs = options.now ?? Date.now
  const state = emptyState()
  const target = { ...options.webhook }
  const stopped = new AbortController()
  let publicUrl = options.publicUrl

  const webhooks = createWebhooks({
    state,
    nowMs,
    target: () => target,
    fetch: (...request) => (options.fetch ?? fetch)(...request),
    inject: () => inject,
  })
  const prices = { basisPoints: 150, fixed: 25, dispute: 1500, ...options.prices }
  const account = createAccount({ state, prices, nowMs, publicUrl: () => publicUrl, onEvent: webhooks.add })
  const quietly = <Result>(effect: () => Result) => account.during(null, effect).outcome()
  const { faults, inject } = createFaults({
    failRefund: (id, reason) => quietly(() => failRefund(account, id, reason)),
    release: webhooks.release,
  })
  const catchUp = () => quietly(() => meetDeadlines(account))

  const app = new Hono()
  app.route(
    '/',
    createApi({
      account,
      secretKey: options.secretKey,
      requestsPerSecond: options.requestsPerSecond ?? 25,
      nowMs,
      inject,
      around: {
        isDelivered: webhooks.isDelivered,
        beforeCapture: captureFailure(account, inject),
        refundFate: inject.refundFate,
      },
      catchUp,
      sendFirst: webhooks.first,
      stopped: stopped.signal,
    }),
  )
  app.route('/', createPages({ account, catchUp, sendFirst: webhooks.first }))
  app.route('/', createOnboarding({ account, catchUp, sendFirst: webhooks.first }))

  // Nobody calls `wake` in development, and a session must lapse there as well.
  const clock = setInterval(catchUp, 5_000)
  clock.unref?.()

  const setPublicUrl = (url: string) => {
    publicUrl = url
    for (const session of state.sessions.values())
      if (session.status === 'open') session.url = `${url}/pay/${session.id}`
  }

  return {
    fetch: async (request: Request): Promise<Response> => app.fetch(request),
    setPublicUrl,
    setWebhookUrl(url: string) {
      target.url = url
      webhooks.wake()
    },
    /** Webhooks not accepted yet, with those waiting for a retry; `nextAt` (ms) is when the next one is due. */
    load: webhooks.load,
    /** A webhook that was swallowed (`faults.dropWebhooks`) has come by another way: it counts as delivered. */
    delivered: webhooks.arrived,
    /** Call after the clock moved: lapses what has lapsed, delivers what is due. */
    wake() {
      catchUp()
      webhooks.wake()
    },
    books: () => readBooks(state),
    /** A seller has been through onboarding: money can be sent to them now. */
    onboard: (id: string) => quietly(() => void setStanding(account, id, 'active')),
    /** Stripe looks at what a seller gave, and nobody has to do anything. */
    review: (id: string) => quietly(() => void setStanding(account, id, 'pending', furtherQuestions)),
    /** Stripe asks a seller for more, and sends them nothing until it has it. */
    restrict: (id: string, questions: string[] = furtherQuestions) =>
      quietly(() => void setStanding(account, id, 'restricted', questions)),
    /** A bank answers a debit that a payment waits for. */
    answerDebit: (intent: string, arrives = true) => quietly(() => answerDebit(account, intent, arrives)),
    /** A refund that was pending has reached the buyer. */
    settleRefund: (id: string) => quietly(() => settleRefund(account, id)),
    /** A buyer's bank takes the money of a charge (or payment intent) back. */
    dispute: (of: string, { reason = 'fraudulent' }: { reason?: string } = {}) =>
      quietly(() => structuredClone(openDispute(account, of, reason))),
    /** The bank decides a dispute. */
    closeDispute: (id: string, outcome: 'won' | 'lost') =>
      quietly(() => structuredClone(closeDispute(account, id, outcome))),
    /** All that a connected account (or `platform`) has is paid out and arrives, without waiting. */
    payOut: (owner: string) => quietly(() => structuredClone(payOutNow(account, owner))),
    /** A bank sends a payout back, under way or arrived. */
    failPayout: (id: string, code?: string) => quietly(() => structuredClone(failPayout(account, id, code))),
    faults,
    snapshot: () => saveState(state),
    restore(json: string) {
      loadState(state, json)
      setPublicUrl(publicUrl)
      webhooks.wake()
    },
    async stop() {
      clearInterval(clock)
      stopped.abort()
      inject.resumeAll()
      await webhooks.stop()
    },
  }
}

export type StripeStandIn = ReturnType<typeof createStripe>
