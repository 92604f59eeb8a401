import type { JSONWebKeySet } from 'jose'
import type { CloudflareContext } from '#shared/http/cloudflare'
import { createVerifier } from '#shared/http/session'
import { type Log, logTo } from '#shared/log'
import { createConfirm } from '#shared/postgres/confirm'
import type { Db } from '#shared/postgres/db'
import { createAskHeard } from '#shared/qstash/heard'
import { createPublisher, destinationOf } from '#shared/qstash/publish'
import { createApp as ordersApp } from '#workers/orders/app'
import { connect as connectOrders, type Deps as OrdersDeps } from '#workers/orders/deps'
import { Env as OrdersEnv } from '#workers/orders/env'
import { createApp as paymentsApp } from '#workers/payments/app'
import { connect as connectPayments, type Deps as PaymentsDeps } from '#workers/payments/deps'
import { Env as PaymentsEnv } from '#workers/payments/env'
import { createApp as ticketsApp } from '#workers/tickets/app'
import { connect as connectTickets, type Deps as TicketsDeps } from '#workers/tickets/deps'
import { Env as TicketsEnv } from '#workers/tickets/env'
import { brokerOf, databaseOf, stripeOf } from './boundaries.ts'
import { type Bus, destination, SIGNING } from './bus.ts'
import type { Chance } from './chance.ts'
import { born, type Ended, type Life, type Loom } from './loom.ts'
import { type Simulated, simulated } from './store.ts'
import { SECRET_KEY, type Till, WEBHOOK_SECRET } from './till.ts'

export const PUBLIC_URL = 'https://tickets.sim'
export const INTERNAL_TOKEN = 'the installation itself asks, and nobody else'

/** Guards that a control takes out: what a process gets instead of what it would have. */
export type Tampering = {
  tickets?: (deps: TicketsDeps) => TicketsDeps
  orders?: (deps: OrdersDeps) => OrdersDeps
  payments?: (deps: PaymentsDeps) => PaymentsDeps
}

type App = { fetch(request: Request, env: object, context: CloudflareContext): Response | Promise<Response> }

/** Beyond the simulation's edge everything is heard. */
const heardAll = ({ body }: RequestInit) => {
  const { aggregates } = JSON.parse(String(body)) as { aggregates: string[] }
  return Response.json({ heard: Object.fromEntries(aggregates.map((id) => [id, Number.MAX_SAFE_INTEGER])) })
}

/** An answer, read to its end. */
export type Said = { status: number; headers: Headers; text: string }

type House = {
  loom: Loom
  chance: Chance
  bus: Bus
  till: Till
  dbs: Record<Simulated, Db>
  /** The keys with which people's tokens can be checked. */
  keys: JSONWebKeySet
  tampering: Tampering
  methods: 'manual' | 'all'
  /** How wrong the clock of a process is that starts now. */
  skew(): number
  log(line: string): void
}

/**
 * The services, each a process that can be killed and started again: their real `connect` and `createApp`, with the database,
 * the broker, Stripe and each other beyond boundaries of the loom. A new start has nothing of the life before.
 */
export const createHousehold = (house: House) => {
  const { loom, bus, till, dbs, keys, tampering } = house
  const lives = new Map<Simulated, { life: Life; app: App }>()
  const roads = new Map<string, ReturnType<typeof brokerOf>>()
  const down = new Set<Simulated>()
  let starts = 0

  logTo((_level, line) => house.log(line))

  const peer = (from: Life, to: Simulated) => ({
    fetch: async (request: Request): Promise<Response> => {
      await loom.gate(
        from,
        'peer',
        `asks ${to}`,
        async () => {},
        () => {
          throw new TypeError('fetch failed')
        },
      )
      const { status, headers, text } = await loom.blocked<Said>(from, (done) => send(to, request, done))
      return new Response(text, { status, headers })
    },
  })
  const nobody = { fetch: async () => new Response(null, { status: 503 }) }

  const start = (name: Simulated) => {
    const life = born(`${name}#${++starts}`, house.skew())
    const db = databaseOf(loom, life, dbs[name], house.chance)
    const broker = `broker-${starts}.sim`
    roads.set(broker, brokerOf(loom, life, bus.answer))
    const variables = {
      ...{ PUBLIC_URL, INTERNAL_TOKEN, MESSAGES_URL: destination, AUTH: nobody, AVAILABILITY_MS: '0' },
      ...{ QSTASH_URL: `https://${broker}`, QSTASH_TOKEN: 'simulated', ORDERS: peer(life, 'orders') },
      ...{ QSTASH_CURRENT_SIGNING_KEY: SIGNING.current, QSTASH_NEXT_SIGNING_KEY: SIGNING.next },
      ...{ STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, STRIPE_CHECKOUTS_PER_SECOND: '1000' },
      STRIPE_METHODS: house.methods,
      // Where the real ones would be; what stands in for them is handed over as `db`.
      ...Object.fromEntries(
        simulated.map((schema) => [`${schema.toUpperCase()}_DATABASE_URL`, 'postgresql://nowhere/x']),
      ),
    }
    const verify = createVerifier({ keys, issuer: PUBLIC_URL })
    const ask = createAskHeard({
      destination,
      token: INTERNAL_TOKEN,
      travel: async (url, init) => {
        const to = simulated.find((service) => url.startsWith(destinationOf(destination, service)))
        if (url.startsWith(destinationOf(destination, 'notifications'))) return heardAll(init)
        if (!to) throw new TypeError(`nobody lives at ${url}`)
        return peer(life, to).fetch(new Request(url, init))
      },
    })
    const publish = createPublisher({ url: `https://${broker}`, token: 'simulated', destination })
    /** What `connect` makes, with the people's keys and with roads that the seed decides over. */
    const at = <Deps extends { schema: string; log: Log }>(deps: Deps) => ({
      ...deps,
      verify,
      confirm: createConfirm({ db, schema: deps.schema, publish, ask, log: deps.log }),
    })
    const apps = {
      tickets: () => {
        const deps = at(connectTickets(TicketsEnv.parse(variables), db))
        return ticketsApp(tampering.tickets?.(deps) ?? deps)
      },
      orders: () => {
        const deps = at(connectOrders(OrdersEnv.parse(variables), db))
        return ordersApp(tampering.orders?.(deps) ?? deps)
      },
      payments: () => {
        const stripe = stripeOf(loom, life, till)
        const deps = { ...at(connectPayments(PaymentsEnv.parse(variables), db)), stripe }
        return paymentsApp(tampering.payments?.(deps) ?? deps)
      },
    }
    const started = { life, app: apps[name]() as App }
    lives.set(name, started)
    return started
  }

  const running = (name: Simulated) => {
    const found = lives.get(name)
    return found && !found.life.ended ? found : start(name)
  }

  /** Sends a request to a service; `done` hears what it said, or that nobody answered. */
  const send = (name: Simulated, request: Request, done: (end: Ended<Said>) => void) => {
    if (down.has(name)) return done('died')
    const { life, app } = running(name)
    const context: CloudflareContext = {
      waitUntil: (work) => loom.thread(life, () => work),
      passThroughOnException: () => {},
      props: {},
    }
    const { pathname: path } = new URL(request.url)
    const answer = async (): Promise<Said> => {
      const response = await app.fetch(request, {}, context)
      const said = { status: response.status, headers: response.headers, text: await response.text() }
      return loom.gate(
        ...([life, 'answer', `answers ${said.status} to ${request.method} ${path}`, async () => said] as const),
        () => {
          throw new Error('the caller was gone')
        },
      )
    }
    loom.thread(life, answer, done)
  }

  return {
    send,
    /** The one `fetch` of the process: the broker, by the address that a life knows it by. */
    travel: (async (input, init) => {
      const road = roads.get(new URL(input instanceof Request ? input.url : String(input)).hostname)
      if (!road) throw new TypeError(`nobody lives at ${String(input)}`)
      return road(input, init)
    }) satisfies typeof fetch,
    kill: (name: Simulated) => {
      const found = lives.get(name)
      if (found && !found.life.ended) loom.kill(found.life)
    },
    /** Nobody answers there until it is back. */
    stop: (name: Simulated) => {
      down.add(name)
    },
    startAgain: (name: Simulated) => {
      down.delete(name)
    },
    isDown: (name: Simulated) => down.has(name),
    /** Every clock is right again. */
    setClocks: () => {
      for (const { life } of lives.values()) life.skew = 0
    },
  }
}

export type Household = ReturnType<typeof createHousehold>
