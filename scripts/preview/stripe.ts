import type Stripe from 'stripe'

// An endpoint hears of what payments follows up. Everything of an account comes to each of its endpoints; payments goes by
// our own metadata, so previews do not disturb each other.
const EVENTS: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*']

const ours = async (stripe: Stripe, url: string) => {
  const found: string[] = []
  for await (const endpoint of stripe.webhookEndpoints.list({ limit: 100 }))
    if (endpoint.url === url) found.push(endpoint.id)
  return found
}

/** Takes away what of Stripe leads to this address. */
export const closeWebhook = async (stripe: Stripe, url: string) => {
  for (const id of await ours(stripe, url)) await stripe.webhookEndpoints.del(id)
}

/** Has Stripe call this address; resolves to the secret it signs with, which it tells once, so that a new one is made each time. */
export const openWebhook = async (stripe: Stripe, url: string): Promise<string> => {
  await closeWebhook(stripe, url)
  const { secret } = await stripe.webhookEndpoints.create({
    url,
    enabled_events: EVENTS,
    description: 'Holdfast preview',
  })
  if (!secret) throw new Error('Stripe told no secret for the webhook')
  return secret
}
