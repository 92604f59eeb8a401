import pg from 'pg'
import { migrate } from '#drizzle/migrate'
import { type Backing, type BackingOptions, closeAll, startBacking } from '#local/backing'
import { goByClock, installClock, moveClock } from '#local/clock'
import { type Crowd, crowd } from '#local/crowd'
import { copyOf, dropDatabase } from '#local/database'
import { type Bundles, runInHarness, type Workers } from '#local/harness'
import type { MailStandIn, SentMail } from '#local/mail/mail'
import { type NewPerson, Person } from '#local/person'
import { admin } from '#local/postgres'
import { makeSecrets, rolePasswords, type Secrets } from '#local/secrets'
import type { StripeStandIn } from '#local/stripe/stripe'
import { type Limits, workerVars } from '#local/worker-vars'
import type { Courier } from '#selfhost/courier/courier'
import { speakers } from '#shared/messages/services'

export type Span = { days?: number; hours?: number; minutes?: number; seconds?: number }

export const milliseconds = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Span) =>
  ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000

/**
 * What becomes of a message on its way to `service`: it arrives; is lost although the broker thinks it arrived; comes twice;
 * or is turned back with a 503, so that the broker tries again later.
 */
export type Road = (message: { type: string; service: string; body: string }) => 'arrive' | 'lose' | 'double' | 'refuse'

export type NetworkOptions = {
  /** Superuser's connection string of a running PostgreSQL. */
  postgres: string
  /** Without them everybody may do as much as they like. */
  limits?: Partial<Limits>
  /** Secrets that Stripe may sign with beside its own, as while one is rolled. */
  webhookSecrets?: readonly string[]
  /** Folder to which `bundleAll` bundled the workers. */
  bundles: string
  /** By which name of this machine the store is visited; passkeys want one that is no number. */
  host?: 'localhost'
  /** Whether a mail has to be answered before there is an account. */
  signUp?: 'verified'
  /** Workers to run in another way than wrangler/ says, by the folders they were bundled to. */
  instead?: Bundles
  /** Where Redis is, when it is not to share this process with everybody who is let loose on the store. */
  redisElsewhere?: BackingOptions['redisElsewhere']
}

const REST_MS = 40_000
const MAIL_MS = 10_000
const GENEROUS: Limits = { requests: 1_000_000, signIns: 1_000_000, checkoutsPerSecond: 1000 }

/** Messages that wait longer than this are reminders; what waits less is a retry, and the world is not at rest yet. */
const REMINDER_MS = 32_000

type Restlessness = {
  unpublished: number
  unapplied: number
  unsent: number
  due: number
  inFlight: number
  retrying: number
  webhooks: number
}

/** The type that a message says it has; nothing for what is no message at all, which travels like any other. */
const typeIn = (body: string): string => {
  try {
    return String((JSON.parse(body) as { type?: unknown }).type ?? '')
  } catch {
    return ''
  }
}

/**
 * The whole store on one machine, small: real PostgreSQL behind Neon's protocol, the courier, the redis-bridge, the Stripe
 * stand-in, and every worker in workerd. People act through the public API only. `await using` ends it.
 */
export class Network implements AsyncDisposable {
  readonly url: string
  readonly stripe: StripeStandIn
  /** Everybody's mailbox, and what may go wrong with it. */
  readonly mail: MailStandIn
  /** Every variable that the workers were started with, for those who start a service of their own beside them. */
  readonly vars: Record<string, string>
  /** Where the courier listens, for those who want to publish something of their own. */
  readonly courierUrl: string
  /** While `away`, nothing can be published; what is with it already is still delivered. */
  readonly broker: { away: boolean }
  /** What goes wrong between the workers and their database. */
  readonly neonFaults: Backing['neonFaults']
  readonly secrets: Secrets
  /** The owner's connection string, for looking at the books after a story; stories themselves use the API. */
  readonly database: string
  #workers: Workers
  #courier: Courier
  #closers: (() => Promise<unknown>)[]
  #road: Road = () => 'arrive'
  /** The owner's one connection, kept: whoever waits for rest looks many times. */
  #look: pg.Pool
  #ahead = { ms: 0 }

  private constructor(parts: {
    workers: Workers
    courier: Courier
    broker: { away: boolean }
    neonFaults: Backing['neonFaults']
    addresses: { courier: string }
    vars: Record<string, string>
    stripe: StripeStandIn
    mail: MailStandIn
    secrets: Secrets
    database: string
    look: pg.Pool
    ahead: { ms: number }
    closers: (() => Promise<unknown>)[]
  }) {
    this.url = parts.workers.url
    this.stripe = parts.stripe
    this.mail = parts.mail
    this.broker = parts.broker
    this.neonFaults = parts.neonFaults
    this.courierUrl = parts.addresses.courier
    this.vars = parts.vars
    this.secrets = parts.secrets
    this.database = parts.database
    this.#workers = parts.workers
    this.#courier = parts.courier
    this.#look = parts.look
    this.#ahead = parts.ahead
    this.#closers = parts.closers
  }

  static async start({
    postgres,
    limits = {},
    webhookSecrets = [],
    bundles,
    instead,
    host,
    signUp,
    redisElsewhere,
  }: NetworkOptions): Promise<Network> {
    const closers: (() => Promise<unknown>)[] = []
    try {
      const ahead = { ms: 0 }
      const secrets = { ...(await makeSecrets()), roles: rolePasswords(postgres) }
      const database = await copyOf(postgres, 'holdfast_with_clock', async (empty) => {
        await installClock(empty)
        await migrate(empty, secrets.roles)
      })
      closers.push(() => dropDatabase(postgres, database))
      await goByClock(database)
      const look = new pg.Pool({ connectionString: database, max: 1 })
      // An idle connection that breaks would otherwise end the process.
      look.on('error', () => {})
      closers.push(() => look.end())

      const running: { network?: Network } = {}
      const backing = await startBacking({
        database,
        secrets,
        stripeRate: Number.POSITIVE_INFINITY,
        ...(redisElsewhere && { redisElsewhere }),
        now: () => Date.now() + ahead.ms,
        carry: (input, init) => (running.network ? running.network.#carry(input, init) : fetch(input, init)),
      })
      closers.push(() => backing.stop())
      const varsAt = (store: string) => {
        const vars = workerVars(secrets, { ...backing.addresses, store }, { ...GENEROUS, ...limits })
        return {
          ...vars,
          ...(signUp && { SIGN_UP: signUp }),
          STRIPE_WEBHOOK_SECRET: [secrets.stripe.webhook, ...webhookSecrets].join(','),
        }
      }
      const workers = await runInHarness(varsAt, bundles, instead, host)
      closers.push(() => workers.stop())
      const courier = await backing.open(workers.url)

      running.network = new Network({
        ...{ ...backing, workers, courier, secrets, database, look, ahead, closers },
        vars: varsAt(workers.url),
      })
      return running.network
    } catch (error) {
      await closeAll(closers).catch(() => {})
      throw error
    }
  }

  /** Somebody new, signed up through the front door. */
  async person(who: NewPerson = {}): Promise<Person> {
    return Person.signUp(this, who)
  }

  /** Somebody who runs this installation. The role is given by hand, in the database: there is no other way to get it. */
  async operator(): Promise<Person> {
    const person = await this.person({ name: 'Olga Operator' })
    await admin(this.database, `update auth.accounts set roles = '{operator}' where email_key = $1`, [person.email])
    const { email, password } = person
    await person.succeed('POST', '/api/auth/sign-in', { body: { email, password } })
    return person
  }

  /** Many buyers at once, with tokens of their own made with the store's key: sign-up is not what is being tried. */
  crowd(size: number): Promise<Crowd> {
    return crowd(this, size)
  }

  /** Decides what becomes of messages from now on. */
  road(road: Road) {
    this.#road = road
  }

  async #carry(input: Parameters<typeof fetch>[0], init: Parameters<typeof fetch>[1]) {
    const request = new Request(input, init)
    const body = await request.clone().text()
    const type = typeIn(body)
    const service = new URL(request.url).pathname.split('/')[2] ?? ''
    switch (this.#road({ type, service, body })) {
      case 'lose':
        return new Response(null, { status: 200 })
      case 'refuse':
        return new Response(null, { status: 503 })
      case 'double': {
        const again = request.clone()
        const [answer] = await Promise.all([fetch(request), fetch(again)])
        return answer
      }
      case 'arrive':
        return fetch(request)
    }
  }

  /** What somebody was written, oldest first, once there are as many mails as that (one, unless told); throws after a while. */
  async mailbox(address: string, atLeast = 1): Promise<readonly SentMail[]> {
    for (const until = Date.now() + MAIL_MS; ; ) {
      const mails = this.mail.sentTo(address)
      if (mails.length >= atLeast) return mails
      if (Date.now() > until) throw new Error(`${address} has ${mails.length} mails, and not ${atLeast}`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  /** Moves the clock of the database, of Stripe, and so of every deadline. */
  async advance(span: Span) {
    this.#ahead.ms += milliseconds(span)
    await moveClock(this.database, milliseconds(span))
    this.stripe.wake()
  }

  /** What cron does every minute. */
  sweep() {
    return this.#workers.sweep()
  }

  logs() {
    return this.#workers.logs()
  }

  async #restlessness(): Promise<Restlessness> {
    const {
      rows: [counts],
    } = await this.#look.query<{ unpublished: number; unapplied: number; unsent: number; now: Date }>(
      `select ${speakers.map((speaker) => `(select count(*) from ${speaker}.outbox where published_at is null)::int`).join(' + ')}
                as unpublished,
              (select count(*) from payments.stripe_events where applied_at is null)::int as unapplied,
              (select count(*) from notifications.mails m left join notifications.recipients r on r.account = m.account
                where m.state = 'due' and m.due_at <= now() and coalesce(m.email, r.email) is not null
                  and r.deleted_at is null and (m.useless_at is null or m.useless_at > now()))::int as unsent,
              now() as now`,
    )
    const { due, inFlight, nextAt } = await this.#courier.load()
    const wait = nextAt && counts ? nextAt.getTime() - counts.now.getTime() : Number.POSITIVE_INFINITY
    return {
      unpublished: counts?.unpublished ?? 0,
      unapplied: counts?.unapplied ?? 0,
      unsent: counts?.unsent ?? 0,
      due,
      inFlight,
      retrying: wait < REMINDER_MS ? 1 : 0,
      webhooks: this.stripe.load().pendingWebhooks,
    }
  }

  /**
   * Waits until nothing is under way any more: outboxes published, messages delivered, webhooks applied, mails sent.
   * Throws what is still moving when the world will not rest.
   */
  async settle(patience = REST_MS) {
    const until = Date.now() + patience
    let calm = 0
    for (;;) {
      const moving = await this.#restlessness()
      // Twice in a row: between a delivery and the outbox row it causes, a single look may find both empty.
      calm = Object.values(moving).every((count) => count === 0) ? calm + 1 : 0
      if (calm === 2) return
      if (Date.now() > until) throw new Error(`the world will not rest: ${JSON.stringify(moving)}`)
      await new Promise((resolve) => setTimeout(resolve, calm ? 15 : 30))
    }
  }

  async [Symbol.asyncDispose]() {
    // HOLDFAST_LOGS=1 shows what the workers had to say, when a story ends otherwise than it should.
    if (process.env.HOLDFAST_LOGS) for (const line of this.logs()) console.log(line)
    await closeAll(this.#closers)
  }
}
