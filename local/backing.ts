import { createMail, type MailStandIn } from '#local/mail/mail'
import { createNeon, type Neon } from '#local/neon'
import { startRedis } from '#local/redis'
import type { Secrets } from '#local/secrets'
import { type Served, serve } from '#local/serve'
import { createStripe, type StripeStandIn } from '#local/stripe/stripe'
import type { Addresses } from '#local/worker-vars'
import { type Courier, createCourier } from '#selfhost/courier/courier'
import { createBridge } from '#selfhost/redis-bridge/bridge'

export type BackingOptions = {
  /** The owner's connection string to a migrated database. */
  database: string
  secrets: Secrets
  /** The clock Stripe goes by, in milliseconds. */
  now?: () => number
  /** How messages travel; tests lose and double them. */
  carry?: typeof fetch
  /** Stripe's limit on requests a second for each endpoint; its sandbox allows 25. */
  stripeRate?: number
  /** Starts a bridge to Redis for callers with this token, where it is not to share this process. */
  redisElsewhere?: (token: string) => Promise<Pick<Served, 'url' | 'stop'>>
  /** Ports that were used the last time, so that addresses stay the same between starts where they can. */
  ports?: Partial<Record<'neon' | 'courier' | 'redis' | 'stripe' | 'mail', number>>
}

/** What stands behind the workers: the protocols they speak, on loopback. */
export type Backing<Stripe = StripeStandIn> = {
  addresses: Omit<Addresses, 'store'>
  stripe: Stripe
  /** While `away`, nothing can be published. */
  broker: { away: boolean }
  /** Everybody's mailbox. */
  mail: MailStandIn
  /** What goes wrong between the workers and their database. */
  neonFaults: Neon['faults']
  /** Lets messages and webhooks go to the store, whose address is known last. */
  open(store: string): Promise<Courier>
  stop(): Promise<void>
}

/** Runs every closer, last opened first, and reports together what failed. */
export const closeAll = async (closers: readonly (() => Promise<unknown>)[]) => {
  const failures: unknown[] = []
  for (const close of closers.toReversed()) await close().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'not everything stopped cleanly')
}

// A port from the last start is a wish, not a need: where it is taken, any other does.
const serveNear = (fetch: Parameters<typeof serve>[0], port = 0): Promise<Served> =>
  serve(fetch, port).catch(() => serve(fetch))

type Till<Stripe> = { stripe: Stripe; url: string; setWebhookUrl(url: string): void }
type Closers = (() => Promise<unknown>)[]

const startStandIn = async (options: BackingOptions, closers: Closers): Promise<Till<StripeStandIn>> => {
  const { secrets, now = Date.now, stripeRate = 25, ports = {} } = options
  const stripe = createStripe({
    secretKey: secrets.stripe.secretKey,
    webhook: { url: '', secret: secrets.stripe.webhook },
    publicUrl: 'http://127.0.0.1',
    requestsPerSecond: stripeRate,
    now,
  })
  closers.push(() => stripe.stop())
  const served = await serveNear(stripe.fetch, ports.stripe)
  stripe.setPublicUrl(served.url)
  closers.push(() => served.stop())
  return { stripe, url: served.url, setWebhookUrl: stripe.setWebhookUrl }
}

const startRedisHere = async ({ secrets, ports = {} }: BackingOptions, closers: Closers) => {
  const redis = await startRedis()
  closers.push(() => redis.stop())
  const bridge = await createBridge({ redisUrl: redis.url, token: secrets.redis })
  closers.push(() => bridge.stop())
  return serveNear(bridge.fetch, ports.redis)
}

const startAll = async <Stripe>(
  options: BackingOptions,
  openTill: (options: BackingOptions, closers: Closers) => Promise<Till<Stripe>>,
): Promise<Backing<Stripe>> => {
  const { database, secrets, ports = {} } = options
  const closers: Closers = []
  try {
    const { hostname, port } = new URL(database)
    const neon = createNeon({ host: hostname, port: Number(port) })
    closers.push(() => neon.stop())
    const neonServed = await serveNear(neon.fetch, ports.neon)
    closers.push(() => neonServed.stop())

    const bridgeServed = await (options.redisElsewhere?.(secrets.redis) ?? startRedisHere(options, closers))
    closers.push(() => bridgeServed.stop())

    const mail = createMail({ token: secrets.mail, ...(options.now ? { now: options.now } : {}) })
    const mailServed = await serveNear(mail.fetch, ports.mail)
    closers.push(() => mailServed.stop())

    const till = await openTill(options, closers)

    let courier: Courier | undefined
    const broker = { away: false }
    const courierServed = await serveNear(
      (request) => (courier && !broker.away ? courier.fetch(request) : new Response(null, { status: 503 })),
      ports.courier,
    )
    closers.push(() => courierServed.stop())

    return {
      stripe: till.stripe,
      mail,
      broker,
      neonFaults: neon.faults,
      addresses: {
        database,
        neon: neonServed.url,
        courier: courierServed.url,
        redis: bridgeServed.url,
        stripe: till.url,
        mail: mailServed.url,
      },
      open: async (store) => {
        const opened = await createCourier({
          databaseUrl: database,
          token: secrets.courier,
          signingKeys: secrets.signing,
          // The courier may call the store and nobody else.
          allow: [store],
          ...(options.carry ? { fetch: options.carry } : {}),
        })
        courier = opened
        closers.push(() => opened.stop())
        till.setWebhookUrl(`${store}/api/payments/webhooks/stripe`)
        return opened
      },
      stop: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers).catch(() => {})
    throw error
  }
}

/** With the stand-in for Stripe. */
export const startBacking = (options: BackingOptions): Promise<Backing> => startAll(options, startStandIn)

/** For a store that uses the real Stripe: no stand-in is started, and the address of its API is the SDK's own. */
export const startBackingForStripe = (options: BackingOptions): Promise<Backing<null>> =>
  startAll(options, async () => ({ stripe: null, url: '', setWebhookUrl: () => {} }))
