import { Hono } from 'hono'
import Stripe from 'stripe'
import { expect } from 'vitest'
import { serve } from '../serve.ts'
import { createStripe, type StripeStandInOptions } from './stripe.ts'

const secretKey = 'sk_test_store'
const webhookSecret = 'whsec_store'

/** The smallest store that can sell something: the unmodified SDK, an endpoint that verifies webhooks, and a movable clock. */
export const openStore = async (options: Partial<StripeStandInOptions> = {}) => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const heard: Stripe.Event[] = []
  const notices: Stripe.V2.Core.EventNotification[] = []
  /** How the store answers webhooks; tests change it to refuse them. */
  const mood = { status: 200 }

  const receiver = new Hono().post('/webhooks', async (c) => {
    const signature = c.req.header('stripe-signature') ?? ''
    const text = await c.req.text()
    if (JSON.parse(text).object === 'v2.core.event')
      notices.push(await client.parseEventNotificationAsync(text, signature, webhookSecret))
    else heard.push(await Stripe.webhooks.constructEventAsync(text, signature, webhookSecret))
    return new Response(null, { status: mood.status })
  })
  const stripe = createStripe({
    secretKey,
    webhook: { url: '', secret: webhookSecret },
    publicUrl: '',
    requestsPerSecond: Number.POSITIVE_INFINITY,
    now,
    ...options,
  })
  const [store, served] = await Promise.all([serve(receiver.fetch), serve(stripe.fetch)])
  stripe.setPublicUrl(served.url)
  stripe.setWebhookUrl(`${store.url}/webhooks`)
  const client = new Stripe(secretKey, { host: '127.0.0.1', port: served.port, protocol: 'http', maxNetworkRetries: 0 })

  return {
    stripe,
    client,
    url: served.url,
    heard,
    /** What API v2 told, thin. */
    notices,
    mood,
    advance(by: { seconds?: number; minutes?: number; days?: number }) {
      ahead += 1000 * ((by.seconds ?? 0) + 60 * (by.minutes ?? 0) + 86_400 * (by.days ?? 0))
      stripe.wake()
    },
    /** Waits until the store has heard everything. */
    settle: () => expect.poll(() => stripe.load().pendingWebhooks).toBe(0),
    types: () => heard.map((event) => event.type),
    async [Symbol.asyncDispose]() {
      await stripe.stop()
      await Promise.all([store.stop(), served.stop()])
    },
  }
}

export type Store = Awaited<ReturnType<typeof openStore>>

export const order = (over: Stripe.Checkout.SessionCreateParams = {}): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  line_items: [
    { price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Evening of Choirs' } }, quantity: 2 },
  ],
  success_url: 'http://store.test/thanks?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://store.test/basket',
  client_reference_id: 'ord_1',
  metadata: { order: 'ord_1' },
  payment_intent_data: { capture_method: 'manual', metadata: { order: 'ord_1' } },
  ...over,
})

/** A buyer sends a form of the hosted pages and looks where it leads. */
export const send = async (url: string, fields: Record<string, string>) => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

export const buyer = { email: 'ada@example.com', name: 'Ada L', expiry: '12/44', cvc: '123' }

export const pay = (session: { url: string | null }, number = '4242424242424242') =>
  send(session.url ?? '', { ...buyer, number })

/** A session whose buyer has paid, and its payment intent. */
export const sold = async ({ client }: Store, over: Stripe.Checkout.SessionCreateParams = {}) => {
  const open = await client.checkout.sessions.create(order(over))
  await pay(open)
  const session = await client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })
  const intent = session.payment_intent
  if (intent === null || typeof intent === 'string') throw new Error('not expanded')
  return { session, intent }
}

/** What the SDK throws when the answer is an error. */
export const failureOf = async (call: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> => {
  const error = await call.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof Stripe.errors.StripeError) return error
  throw error
}

/** What an account is created with when it shall be sent money. */
export const seller = (over: Stripe.V2.Core.AccountCreateParams = {}): Stripe.V2.Core.AccountCreateParams => ({
  dashboard: 'express',
  contact_email: 'hall@example.com',
  display_name: 'Holdfast Hall',
  identity: { country: 'DE' },
  configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
  defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  metadata: { seller: 'acc_1' },
  ...over,
})

/** A seller who has been through onboarding. */
export const selling = async (store: Store) => {
  const { id } = await store.client.v2.core.accounts.create(seller())
  store.stripe.onboard(id)
  return id
}

/** An order whose money goes on to a seller, less a fee. */
export const forSeller = (destination: string, fee = 250): Stripe.Checkout.SessionCreateParams => ({
  payment_intent_data: {
    capture_method: 'manual',
    transfer_data: { destination },
    application_fee_amount: fee,
    transfer_group: 'ord_1',
  },
})
