/**
 * A stand-in for Stripe, for development and tests only. No money moves and no card is checked.
 *
 * It imitates, with its state, the part of Stripe that a store needs which sells for others: Checkout Sessions in payment
 * mode, the PaymentIntents and Charges behind them with manual or automatic capture, refunds, disputes, Connect (accounts of
 * API v2 with onboarding, destination charges, transfers and fees, payouts), balances line by line, events of both APIs,
 * signed webhooks with retries, idempotency keys, the rate limit per endpoint, and the pages a buyer or a seller sees.
 * `/` is a page on which a person plays bank. What exactly, and what is left out: docs/stripe.md.
 * Documents: docs.stripe.com/api (version `Stripe.API_VERSION`), /api/v2, /api/idempotent_requests, /rate-limits, /webhooks,
 * /payments/place-a-hold-on-a-payment-method, /payments/checkout/managing-limited-inventory, /connect/destination-charges,
 * /connect/accounts-v2, /disputes, /reports/reporting-categories, /testing.
 */
import { Hono } from 'hono'
import { createAccount, type Prices } from './account.ts'
import { brokenOff, createApi } from './api.ts'
import { readBooks } from './books.ts'
import { captureFailure } from './capture-failure.ts'
import { meetDeadlines } from './deadlines.ts'
import { createFaults } from './faults.ts'
import { createHandles, deedsOf } from './handles.ts'
import { createDashboard } from './page/dashboard.ts'
import { createOnboarding } from './page/onboarding.ts'
import { createPages } from './page/pages.ts'
import { failRefund } from './refunds.ts'
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

const failing = { status: 500, headers: { 'content-type': 'application/json' } }

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
    wake: webhooks.wake,
  })
  const catchUp = () => quietly(() => meetDeadlines(account))

  const handles = createHandles(account)

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
        isShareStuck: inject.isShareStuck,
      },
      catchUp,
      sendFirst: webhooks.first,
      stopped: stopped.signal,
    }),
  )
  app.route('/', createPages({ account, catchUp, sendFirst: webhooks.first }))
  app.route('/', createOnboarding({ account, catchUp, sendFirst: webhooks.first }))
  app.route('/', createDashboard({ account, deeds: deedsOf(handles, faults.failRefund), catchUp }))

  // Nobody calls `wake` in development, and a session must lapse there as well.
  const clock = setInterval(catchUp, 5_000)
  clock.unref?.()

  const setPublicUrl = (url: string) => {
    publicUrl = url
    for (const session of state.sessions.values())
      if (session.status === 'open') session.url = `${url}/pay/${session.id}`
  }

  return {
    fetch: async (request: Request): Promise<Response> => {
      const absence = inject.absence()
      if (absence === 'unreachable') return brokenOff()
      return absence === 'failing' && /\/v[12]\//.test(request.url)
        ? new Response('{"error":{"type":"api_error"}}', failing)
        : app.fetch(request)
    },
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
    ...handles,
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
