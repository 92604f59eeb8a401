import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeAll } from '#local/backing'
import { installClock, moveClock } from '#local/clock'
import { layOut, remove, startContainer } from '#local/container'
import { crowd } from '#local/crowd'
import { createDatabase, dropDatabase } from '#local/database'
import { createMail, type SentMail } from '#local/mail/mail'
import { buildPages } from '#local/pages'
import { Person } from '#local/person'
import { admin } from '#local/postgres'
import { startRedis } from '#local/redis'
import { rolePasswords, type Secrets } from '#local/secrets'
import { serve } from '#local/serve'
import { createStripe, type StripeStandIn } from '#local/stripe/stripe'
import { images } from '../../scripts/images.ts'
import { appOf, environmentOf, holdingsOf, imageOf } from './environment.ts'
import { at, type Document, fields, list, podOf, text } from './kustomize/document.ts'
import { render } from './kustomize/render.ts'
import { copyWithSecrets, given } from './overlays.ts'
import { type Pod, runPod } from './pod.ts'
import { route } from './route.ts'
import { freePort, openService, type ServiceDoor } from './service.ts'

/*
 * The rendered manifests, running, as far as processes go: Jobs, Deployments and CronJobs from the content of their images with
 * the variables that the manifests give them, behind Services and HTTPRoutes that are read from the manifests as well.
 *
 * Another than in a cluster are: addresses (all pods share one machine), PostgreSQL (the run's own, without TLS), Valkey (the
 * Redis in JavaScript, without a password), Stripe and who carries mail (their stand-ins). Network policies are not enforced; policies.test.ts is
 * about them. Seconds of probes and hooks pass ten times as quick (pod.ts).
 */

const OVERLAY = 'digitalocean'

export type Cluster = {
  /** The address at which HTTPRoutes are obeyed, as the host that they name. */
  url: string
  documents: Document[]
  database: string
  stripe: StripeStandIn
  /** A request to the Gateway's listener from somebody's own address, whatever they claim in headers. */
  visit(path: string, init?: RequestInit & { listener?: string; from?: string }): Promise<Response>
  /** Somebody who has asked for an account and typed the code from the mail about it. */
  person(name: string): Promise<Person>
  /** What somebody was written, oldest first. */
  mailsTo(person: Person): readonly SentMail[]
  crowd(size: number): Promise<Person[]>
  /** The Deployments of ours that run. */
  servers: string[]
  pods(deployment: string): Pod[]
  /**
   * New pods for old ones, one by one, as the strategy says. Returns how the old ones ended. `careless` ones will leave without
   * hook and without drain.
   */
  rollOut(deployment: string, careless?: 'careless'): Promise<{ name: string; code: number | null }[]>
  /** Ends all of a Deployment's pods; `scaleUp` brings them back. */
  scaleDown(deployment: string): Promise<{ name: string; code: number | null }[]>
  scaleUp(deployment: string, careless?: 'careless'): Promise<void>
  /** Runs what a CronJob would run now. */
  runCronJob(name: string): Promise<{ code: number | null; logs: string }>
  /** Starts a program of an image with these variables and no others, and waits for it to end. */
  runBare(image: string, file: string, env: Record<string, string>): Promise<{ code: number | null; logs: string }>
  advance(ms: number): Promise<void>
  /** Resolves when no message is under way any more. */
  settle(): Promise<void>
  /** How the Job that migrates ended. */
  migrated: { code: number | null; logs: string }
  logs(): string
  stop(): Promise<void>
}

const secretsIn = async (dir: string) => {
  const tokens = await readFile(join(dir, 'secrets/tokens.env'), 'utf8')
  return { tokenKeys: /^SIGNING_KEYS=(.*)$/m.exec(tokens)?.[1] } as Secrets
}

export const startCluster = async (postgres: string): Promise<Cluster> => {
  const closers: (() => Promise<unknown>)[] = []
  try {
    await buildPages()
    const dir = await mkdtemp(join(tmpdir(), 'holdfast-cluster-'))
    closers.push(() => remove(dir))
    await chmod(dir, 0o755)
    const layout = await layOut(join(dir, 'images'), Object.keys(images))

    // Roles belong to the run's whole server: every suite gives them the same passwords.
    using copy = await copyWithSecrets()
    const overlay = copy.dirOf(OVERLAY)
    const passwords = { ...rolePasswords(postgres), courier: randomBytes(12).toString('hex') }
    const lines = Object.entries(passwords).map(([role, password]) => `${role.toUpperCase()}_DB_PASSWORD=${password}\n`)
    await writeFile(join(overlay, 'secrets/database-passwords.env'), lines.join(''))
    const secrets = await secretsIn(overlay)
    const documents = render(overlay)

    const database = await createDatabase(postgres)
    closers.push(() => dropDatabase(postgres, database))
    await installClock(database)
    const redis = await startRedis()
    closers.push(() => redis.stop())
    const ahead = { ms: 0 }
    const door: { visit?: Cluster['visit'] } = {}
    const front = await serve(async (request) => {
      const { pathname, search } = new URL(request.url)
      const body = ['GET', 'HEAD'].includes(request.method) ? null : await request.arrayBuffer()
      const { method, headers } = request
      return door.visit?.(`${pathname}${search}`, { method, headers, body }) ?? new Response(null, { status: 503 })
    })
    closers.push(() => front.stop())
    const stripe = createStripe({
      ...{ secretKey: given.STRIPE_SECRET_KEY, publicUrl: 'http://127.0.0.1', requestsPerSecond: 1_000_000 },
      webhook: { url: `${front.url}/api/payments/webhooks/stripe`, secret: given.STRIPE_WEBHOOK_SECRET },
      now: () => Date.now() + ahead.ms,
    })
    closers.push(() => stripe.stop())
    const stripeServed = await serve(stripe.fetch)
    stripe.setPublicUrl(stripeServed.url)
    closers.push(() => stripeServed.stop())

    const mail = createMail({ token: given.MAIL_TOKEN, now: () => Date.now() + ahead.ms })
    const mailServed = await serve(mail.fetch)
    closers.push(() => mailServed.stop())

    const replicas = new Map<string, Pod[]>()
    const podsOf = (deployment: string) => replicas.get(deployment) ?? []
    const services = new Map<string, ServiceDoor>()
    for (const { kind, metadata, spec } of documents) {
      const app = text(at(spec, 'selector', 'app.kubernetes.io/name'))
      if (kind !== 'Service' || app === 'valkey') continue
      const service = await openService(() => podsOf(app).map(({ endpoint }) => endpoint))
      services.set(metadata.name, service)
      closers.push(() => service.stop())
    }
    // One address for `http://{service}:8080/api/{service}/…`: here services differ by port, and a port is no name.
    const messages = await serve(async (request) => {
      const { pathname } = new URL(request.url)
      const service = services.get(pathname.split('/')[2] ?? '')
      const { method, headers } = request
      const body = await request.arrayBuffer()
      return fetch(`${service?.url}${pathname}`, { method, headers, body, redirect: 'manual' }).catch(
        () => new Response(null, { status: 502 }),
      )
    })
    closers.push(() => messages.stop())

    const server = new URL(database)
    const inPlace = (name: string, value: string) => {
      if (name === 'MESSAGES_URL') return value.replace('http://{service}:8080', messages.url)
      if (name === 'ALLOW') return value.replaceAll(/http:\/\/[\w-]+:8080/g, messages.url)
      if (name === 'REDIS_URL') return redis.url
      const local = [...services].reduce((text, [host, { url }]) => text.replaceAll(`http://${host}:8080`, url), value)
      return local.replace('@database-rw:5432/holdfast', `@${server.host}${server.pathname}`)
    }
    // Of TLS to the database there is nothing here; and whoever runs this sells from Austria.
    const elsewhere = { PGSSLMODE: 'disable', HOST: '127.0.0.1', STRIPE_COUNTRY: 'AT' }
    const vendors: Record<string, Record<string, string>> = {
      payments: { STRIPE_API_URL: stripeServed.url },
      notifications: { MAIL_URL: mailServed.url },
    }
    const holdings = holdingsOf(documents, (_secret, key) => (key === 'uri' ? database : ''))
    const environment = (document: Document) => {
      const { given: variables, missing } = environmentOf(appOf(document), holdings)
      if (missing.length > 0) throw new Error(missing.join('\n'))
      const { NODE_EXTRA_CA_CERTS: _authority, ...rest } = variables
      const replaced = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inPlace(key, value)]))
      const changed = Object.entries(elsewhere).filter(([key]) => key in replaced)
      const vendor = vendors[document.metadata.name] ?? {}
      return { ...replaced, ...Object.fromEntries(changed), ...vendor }
    }
    const named = (kind: string, name: string) => {
      const found = documents.find((one) => one.kind === kind && one.metadata.name === name)
      if (!found) throw new Error(`there is no ${kind} ${name}`)
      return found
    }

    const runOnce = async (document: Document) => {
      const app = appOf(document)
      const container = startContainer(layout, {
        name: document.metadata.name,
        image: imageOf(app) ?? '',
        args: list(app.args).map(text),
        env: environment(document),
      })
      return { code: await container.ended, logs: container.logs() }
    }
    const migrated = await runOnce(named('Job', 'migrate'))

    let gone = ''
    let serial = 0
    const startPod = async (deployment: string, careless?: 'careless'): Promise<Pod> => {
      const document = named('Deployment', deployment)
      const { lifecycle, ...container } = appOf(document)
      const pod = fields(podOf(document))
      return runPod(layout, {
        name: `${deployment}-${++serial}`,
        image: imageOf(appOf(document)) ?? '',
        env: { ...environment(document), ...(careless ? { DRAIN_MS: '0' } : {}) },
        port: await freePort(),
        pod: careless ? { ...pod, containers: [container] } : pod,
      })
    }
    const ended = async (pod: Pod) => {
      const end = await pod.terminate()
      gone += pod.logs()
      return end
    }
    const wanted = (deployment: string) =>
      Number(
        at(named('Deployment', deployment), 'spec', 'replicas') ??
          at(named('HorizontalPodAutoscaler', deployment), 'spec', 'minReplicas'),
      )
    const scaleUp = async (deployment: string, careless?: 'careless') => {
      const pods = await Promise.all(Array.from({ length: wanted(deployment) }, () => startPod(deployment, careless)))
      replicas.set(deployment, pods)
      await Promise.all(pods.map(({ ready }) => ready))
    }
    const scaleDown = async (deployment: string) => {
      const ends = await Promise.all(podsOf(deployment).map(ended))
      replicas.delete(deployment)
      return ends
    }
    const deployments = documents
      .filter((one) => one.kind === 'Deployment' && imageOf(appOf(one)))
      .map(({ metadata }) => metadata.name)
    closers.push(() => Promise.all(deployments.map(scaleDown)))
    await Promise.all(deployments.map((deployment) => scaleUp(deployment)))

    const [host] = list(at(named('HTTPRoute', 'store'), 'spec', 'hostnames')).map(text)
    const outboxes = await admin<{ schema: string }>(
      database,
      `select schemaname as schema from pg_tables where tablename = 'outbox'`,
    )
    const unpublished = outboxes
      .map(({ schema }) => `(select count(*) from ${schema}.outbox where published_at is null)`)
      .join(' + ')
    const settle = async () => {
      let calm = 0
      for (const until = Date.now() + 20_000; ; ) {
        const [row] = await admin<{ count: number }>(
          database,
          `select (${unpublished}
            + (select count(*) from payments.stripe_events where applied_at is null)
            + (select count(*) from notifications.mails m left join notifications.recipients r on r.account = m.account
                where m.state = 'due' and m.due_at <= now() and coalesce(m.email, r.email) is not null)
            + (select count(*) from courier.message where due_at <= now() + interval '30 seconds'))::int as count`,
        )
        const moving = (row?.count ?? 0) + stripe.load().pendingWebhooks
        // Twice in a row: between a delivery and what it causes, a single look may find nothing.
        calm = moving === 0 ? calm + 1 : 0
        if (calm === 2) return
        if (Date.now() > until) throw new Error(`${moving} messages are still under way`)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    }
    const visit: Cluster['visit'] = async (path, { listener = 'https', from, ...init } = {}) => {
      const scheme = listener === 'https' ? 'https' : 'http'
      const to = route(documents, listener, new URL(path, `${scheme}://${host}`))
      if (!to) return new Response(null, { status: 404 })
      if ('redirect' in to) return new Response(null, { status: to.status, headers: { location: to.redirect } })
      const endpoint = services.get(to.service)?.next()
      if (!endpoint) return new Response('no healthy upstream', { status: 503 })
      const headers = new Headers(init.headers)
      const before = headers.get('x-forwarded-for')
      // Somebody else each time, unless it matters who.
      const address = from ?? `10.${[...randomBytes(3)].join('.')}`
      headers.set('x-forwarded-for', before ? `${before}, ${address}` : address)
      headers.delete('connection')
      const url = `http://127.0.0.1:${endpoint.port}${path}`
      return fetch(url, { ...init, headers, redirect: 'manual' }).catch(
        (error: unknown) => new Response(`upstream reset: ${error}`, { status: 502 }),
      )
    }
    door.visit = visit

    const store = { url: front.url, issuer: `https://${host}`, secrets, settle }
    const mailsTo = (person: Person) => mail.sentTo(person.email)
    const person = async (name: string) => {
      const somebody = await Person.signUp(store, { name })
      await settle()
      const [code] = /\b\d{6}\b/.exec(mailsTo(somebody)[0]?.text ?? '') ?? []
      if (!code) throw new Error(`${name} has no mail with a code`)
      await somebody.succeed('POST', '/api/auth/sign-up/confirm', { body: { email: somebody.email, code } })
      await settle()
      return somebody
    }
    return {
      ...{ url: front.url, documents, database, stripe, migrated, visit, settle, scaleUp, scaleDown, person, mailsTo },
      servers: deployments,
      pods: podsOf,
      crowd: (size) => crowd(store, size),
      rollOut: async (deployment, careless) => {
        const ends = []
        for (const old of podsOf(deployment)) {
          const next = await startPod(deployment, careless)
          replicas.set(deployment, [...podsOf(deployment), next])
          await next.ready
          ends.push(await ended(old))
          replicas.set(
            deployment,
            podsOf(deployment).filter((pod) => pod !== old),
          )
        }
        return ends
      },
      runBare: async (image, file, env) => {
        const container = startContainer(layout, { name: image, image, args: [`/app/${file}`], env })
        return { code: await container.ended, logs: container.logs() }
      },
      runCronJob: (name) => runOnce(named('CronJob', name)),
      advance: async (ms) => {
        ahead.ms += ms
        await moveClock(database, ms)
        stripe.wake()
      },
      logs: () =>
        gone +
        [...replicas.values()]
          .flat()
          .map((pod) => pod.logs())
          .join(''),
      stop: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers).catch(() => {})
    throw error
  }
}
