import * as z from 'zod'
import { createStripeClient } from '#shared/stripe/client'
import { reasonOf } from '../deploy/reason.ts'
import type { Settings } from '../deploy/settings.ts'
import { type Finding, todo, well, wrong } from './finding.ts'

const PATIENCE_MS = 10_000
const Keys = z.object({ current: z.string(), next: z.string() })

const qstash = async ({ QSTASH_URL = 'https://qstash.upstash.io', ...settings }: Settings): Promise<Finding[]> => {
  const { QSTASH_TOKEN: token, QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: next } = settings
  if (!token) return []
  try {
    const response = await fetch(new URL('/v2/keys', QSTASH_URL), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (response.status === 401) {
      return [
        wrong('qstash', 'does not accept QSTASH_TOKEN', 'copy token and URL from one page: they belong to one region'),
      ]
    }
    if (!response.ok) return [wrong('qstash', `answers ${response.status}`, 'look at QSTASH_URL: it names a region')]
    const keys = Keys.parse(await response.json())
    // After a rotation the service still has the pair before, whose next key is the current one now.
    if (keys.current === current && keys.next === next)
      return [well('qstash', 'accepts the token, signs with these keys')]
    if (keys.current === next) {
      return [
        wrong('qstash', 'has rotated its keys', 'copy both signing keys again and deploy, before it rotates once more'),
      ]
    }
    return [wrong('qstash', 'signs with other keys: no message would be accepted', 'copy both signing keys again')]
  } catch (error) {
    return [wrong('qstash', `does not answer: ${reasonOf(error)}`, 'look at QSTASH_URL')]
  }
}

const redis = async ({
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: token,
}: Settings): Promise<Finding[]> => {
  if (!url || !token || !URL.canParse(url)) return []
  const mend = 'copy URL and token from the database’s REST API; the read-only token is not enough'
  try {
    // It is asked to write, as the limiter does: a read-only token can ping.
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(['SET', 'doctor', '1', 'EX', '10']),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return [
      response.ok
        ? well('redis', 'accepts the token and writes')
        : wrong('redis', `cannot be written to: it answers ${response.status}`, mend),
    ]
  } catch (error) {
    return [wrong('redis', `cannot be written to: ${reasonOf(error)}`, mend)]
  }
}

const Named = z.object({ name: z.string() })

const mail = async ({ MAIL_URL: url, MAIL_TOKEN: token }: Settings): Promise<Finding[]> => {
  if (url === 'none') return [todo('mail', 'nobody is written to', 'MAIL_URL and MAIL_TOKEN of a provider')]
  // By SMTP nothing leaves from the edge, which is said of the variable.
  if (!url || !token || !URL.canParse(url) || !/^https?:/.test(url)) return []
  try {
    // Asked for what a key that may only send is refused: nothing is sent, and a key that is none gets another answer.
    const response = await fetch(new URL('/domains', url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const { name } = Named.catch({ name: '' }).parse(await response.json().catch(() => undefined))
    if (response.ok || name === 'restricted_api_key') return [well('mail', 'accepts the token')]
    return [wrong('mail', `answers ${response.status} ${name}`, 'look at MAIL_URL; make a key that may send')]
  } catch (error) {
    return [wrong('mail', `does not answer: ${reasonOf(error)}`, 'look at MAIL_URL')]
  }
}

const isOfType = (error: unknown, type: string) =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === type

const webhookEndpoint = async (stripe: ReturnType<typeof createStripeClient>, store: string): Promise<Finding> => {
  const url = `${new URL(store).origin}/api/payments/webhooks/stripe`
  try {
    const { data } = await stripe.webhookEndpoints.list({ limit: 100 })
    const ours = data.find((endpoint) => endpoint.url === url)
    if (ours?.status === 'enabled') return well('webhook', `Stripe calls ${url}`)
    return wrong(
      'webhook',
      ours ? 'is disabled' : `Stripe does not call ${url}`,
      'Stripe dashboard, Webhooks: add or enable it',
    )
  } catch {
    return todo('webhook', 'this key may not list webhooks', `see in Stripe’s dashboard that one leads to ${url}`)
  }
}

const stripe = async (settings: Settings): Promise<Finding[]> => {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, PUBLIC_URL: store } = settings
  if (!secretKey) return []
  const client = createStripeClient({ secretKey, apiUrl })
  try {
    await client.checkout.sessions.list({ limit: 1 })
    const mode = /_live_/.test(secretKey) ? 'live: cards are charged' : 'test mode: no card is charged'
    const endpoint = store && URL.canParse(store) ? [await webhookEndpoint(client, store)] : []
    return [well('stripe', mode), ...endpoint]
  } catch (error) {
    const says = isOfType(error, 'StripeAuthenticationError') ? 'does not accept the key' : reasonOf(error)
    return [
      wrong(
        'stripe',
        says,
        'Stripe dashboard, Developers, API keys; a restricted one needs to write Checkout Sessions',
      ),
    ]
  }
}

/** Everybody whom the services talk to, asked with what the services will have. */
export const vendors = async (settings: Settings): Promise<Finding[]> =>
  (await Promise.all([qstash(settings), redis(settings), stripe(settings), mail(settings)])).flat()
