import Stripe from 'stripe'
import type { EndpointName } from '#local/stripe/endpoints'
import { createStripe } from '#local/stripe/stripe'
import { createBanks } from './banks.ts'
import type { Chance } from './chance.ts'
import { DAY, MINUTE, type Time } from './time.ts'
import type { Weather } from './weather.ts'

/** A webhook that Stripe has to tell and that has not been accepted. */
export type Webhook = { event: Stripe.Event; due: number; flying: boolean; tries: number }

export const WEBHOOK_SECRET = 'whsec_simulation'
export const SECRET_KEY = 'sk_test_simulation'

/** What Stripe's API is asked over: which method and path are which endpoint of the stand-in. */
const roads: readonly [RegExp, EndpointName][] = [
  [/^POST .v1.checkout.sessions$/, 'checkout.sessions.create'],
  [/.expire$/, 'checkout.sessions.expire'],
  [/.capture$/, 'payment_intents.capture'],
  [/.cancel$/, 'payment_intents.cancel'],
  [/^GET .v1.payment_intents./, 'payment_intents.retrieve'],
  [/^GET .v1.events/, 'events.list'],
  [/^POST .v1.refunds$/, 'refunds.create'],
  [/^GET .v1.refunds$/, 'refunds.list'],
  [/^GET .v1.refunds./, 'refunds.retrieve'],
  [/^GET .v1.disputes./, 'disputes.retrieve'],
  [/^GET .v1.balance_transactions$/, 'balance_transactions.list'],
  [/^GET .v1.balance$/, 'balance.retrieve'],
  [/^GET .v1.payouts./, 'payouts.retrieve'],
]

const endpointOf = (method: string, path: string) => roads.find(([road]) => road.test(`${method} ${path}`))?.[1]

/**
 * The till of a run: the stand-in for Stripe with all its state, on the run's time, with its webhooks in our hands. `weather`
 * says how often it answers with an error of its own, and how often a bank refuses what it had promised.
 */
export const createTill = (time: Time, chance: Chance, weather: () => Weather) => {
  const stripe = createStripe({
    secretKey: SECRET_KEY,
    webhook: { url: '', secret: WEBHOOK_SECRET },
    now: time.now,
    publicUrl: 'https://stripe.sim',
    requestsPerSecond: Number.POSITIVE_INFINITY,
  })
  let webhooks: Webhook[] = []
  const told: Stripe.Event[] = []
  const banks = createBanks(stripe, chance)
  let grudge = false
  // Every event is taken off the stand-in's hands: it counts as not delivered until it was.
  stripe.faults.dropWebhooks((event) => {
    banks.hear(event)
    webhooks.push({ event: structuredClone(event), due: time.now(), flying: false, tries: 0 })
    return true
  })

  const troubled = (method: string, path: string) => {
    const { error, capture, refundFails, refundWaits } = weather().stripe
    const endpoint = endpointOf(method, path)
    if (endpoint === 'payment_intents.capture' && chance.happens(capture)) {
      const intent = path.split('/')[3] ?? ''
      stripe.faults.failCapture(intent, chance.one(['declined', 'lapsed']))
    }
    if (endpoint === 'refunds.create') {
      if (chance.happens(refundFails)) stripe.faults.failRefunds(1)
      else if (chance.happens(refundWaits)) stripe.faults.pendingRefunds(1)
    }
    if (endpoint && chance.happens(error)) {
      const fault = chance.one([{ status: 429 }, { status: 500 }, { status: 500, stored: false }] as const)
      if (endpoint === 'refunds.create' && fault.status === 500 && !('stored' in fault)) grudge = true
      stripe.faults.next(endpoint, fault)
    }
  }

  return {
    stripe,
    /** One call of the API, with whatever Stripe itself makes of it. */
    call: (request: Request): Promise<Response> => {
      troubled(request.method, new URL(request.url).pathname)
      return stripe.fetch(request)
    },
    /** A bank does something by itself. Returns what. */
    bank: (weights = weather().banks) => banks.act(weights),
    /** Whether Stripe remembers under some key that a refund broke, which it does for a day. */
    bearsGrudge: () => grudge,
    due: () => webhooks.filter(({ flying, due }) => !flying && due <= time.now()),
    waiting: () => webhooks.length,
    told: (): readonly Stripe.Event[] => told,
    request: (event: Stripe.Event) => {
      const payload = JSON.stringify(event)
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET })
      return new Request('https://payments.sim/api/payments/webhooks/stripe', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body: payload,
      })
    },
    answered: (webhook: Webhook, ok: boolean) => {
      webhook.flying = false
      webhook.tries++
      if (!ok) {
        webhook.due = time.now() + Math.min(12 * 60, 2 ** webhook.tries) * MINUTE
        return
      }
      webhooks = webhooks.filter((other) => other !== webhook)
      told.push(webhook.event)
      stripe.delivered(webhook.event.id)
    },
    /** Never comes by itself; the event can still be asked for. */
    forget: (webhook: Webhook) => {
      webhooks = webhooks.filter((other) => other !== webhook)
    },
    delay: (webhook: Webhook) => {
      webhook.due = time.now() + chance.between(MINUTE, 3 * DAY)
    },
    /** All that is late comes now. */
    hurry: () => {
      for (const webhook of webhooks) webhook.due = time.now()
    },
  }
}

export type Till = ReturnType<typeof createTill>
