import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { migrate } from '#drizzle/migrate'
import { closeAll, startBacking, startBackingForStripe } from '#local/backing'
import { createDatabase } from '#local/database'
import { buildPages } from '#local/pages'
import { admin, holderOf, startPostgres } from '#local/postgres'
import { keepSecrets, stripeInEnvironment } from '#local/secrets'
import { password, people, seed } from '#local/seed'
import type { StripeStandIn } from '#local/stripe/stripe'
import { workerVars } from '#local/worker-vars'
import { wranglerDev } from '#local/wrangler'

// The whole store on this machine, kept between starts: what `npm start` runs.

const PREFERRED_PORT = Number(process.env.HOLDFAST_PORT ?? 8787)
const DIR = resolve(process.env.HOLDFAST_DIR ?? '.holdfast')
const DATABASE = 'holdfast'
const READY_MS = 60_000
const SWEEP_MS = 60_000
const SAVE_MS = 5000
const WEBHOOKS = '/api/payments/webhooks/stripe'

const started = performance.now()
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(7)
const say = (text: string) => console.log(`${seconds()}  ${text}`)

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const probe = createServer().once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })

const freePort = async (from: number) => {
  for (let port = from; port < from + 50; port++) if (await isFree(port)) return port
  throw new Error(`no free port between ${from} and ${from + 49}`)
}

const readJson = async <T>(file: string): Promise<T | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as T)
}

/** Written beside and moved into place: a crash in between leaves the old one whole. */
const replaceFile = async (file: string, text: string) => {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

const untilReady = async (url: string, giveUp: () => boolean) => {
  let last = 'no answer yet'
  while (!giveUp()) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined)
    if (response?.ok) return
    if (response) last = await response.text()
    if (performance.now() - started > READY_MS) throw new Error(`the store is not ready after a minute: ${last}`)
    await new Promise((again) => setTimeout(again, 150))
  }
}

const table = (url: string, standIn: string, mail: string) => {
  const stripe = standIn
    ? [['Payment page', `${standIn} (a stand-in: no real card is charged; open it to play the bank)`]]
    : [
        ['Payments', 'real Stripe in test mode (STRIPE_SECRET_KEY)'],
        ['Webhooks', `${url}${WEBHOOKS}, see docs/stripe.md`],
      ]
  const rows = [
    ['Store', url],
    ['Ready?', `${url}/readyz`],
    ...stripe,
    ['Mail', `${mail} (everybody’s mailbox: nothing leaves this machine)`],
    ['Logs', join(DIR, 'wrangler.log')],
    ['', ''],
    ['Password', `${password}   (the same for all)`],
    ...Object.entries(people).map(([role, { name, email }]) => [
      role === 'other' ? 'buyer' : role,
      `${email}   ${name}`,
    ]),
    ['', ''],
    ['Card accepted', '4242 4242 4242 4242   any later date, any CVC'],
    ['Card declined', '4000 0000 0000 0002'],
    ['No funds', '4000 0000 0000 9995'],
    ['3-D Secure', '4000 0000 0000 3220'],
  ]
  const width = Math.max(...rows.map(([name = '']) => name.length))
  const lines = rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}  ${value}`)
  return ['', '  Holdfast is running. Ctrl-C stops it; what you do is kept.', '', ...lines, ''].join('\n')
}

/** What happened at the stand-in survives a restart. Gives back what stops it. */
const keepState = async (stripe: StripeStandIn, url: string) => {
  const file = join(DIR, 'stripe.json')
  const remembered = await readFile(file, 'utf8').catch(() => undefined)
  if (remembered) {
    stripe.restore(remembered)
    stripe.setPublicUrl(url)
  }
  const remember = () => replaceFile(file, stripe.snapshot())
  const remembering = setInterval(() => void remember().catch(console.error), SAVE_MS)
  return async () => {
    clearInterval(remembering)
    await remember()
  }
}

const run = async () => {
  const closers: (() => Promise<unknown>)[] = []
  let stopping: Promise<void> | undefined
  const stop = (code: number) => {
    stopping ??= (async () => {
      say('stopping …')
      await closeAll(closers).catch((error: unknown) => {
        console.error(error)
        process.exitCode = 1
      })
      process.exitCode ??= code
      say('stopped')
    })()
    return stopping
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

  const fail = async (what: string, error: unknown) => {
    if (stopping) return
    console.error(`\n${what}: ${error instanceof Error ? error.message : error}\n`)
    await stop(1)
    process.exitCode = 1
  }

  try {
    await mkdir(DIR, { recursive: true })
    const holder = await holderOf(join(DIR, 'postgres'))
    if (holder !== undefined) {
      throw new Error(`${DIR} is in use: its PostgreSQL runs as process ${holder}. Is the store running already?`)
    }
    const realStripe = stripeInEnvironment(process.env)
    const kept = await keepSecrets(join(DIR, 'secrets.json'))
    // Keys from the environment are used and not written down.
    const secrets = realStripe ? { ...kept, stripe: realStripe } : kept

    const built = buildPages()
    built.catch(() => {})
    const postgres = await startPostgres({ dir: join(DIR, 'postgres'), password: secrets.postgres })
    closers.push(() => postgres.stop())
    void postgres.died.then((words) => fail('PostgreSQL stopped by itself', words))
    say('PostgreSQL is up')
    const known = await admin(postgres.url(), 'select from pg_database where datname = $1', [DATABASE])
    if (known.length === 0) await createDatabase(postgres.url(), DATABASE)
    const database = postgres.url(DATABASE)
    await migrate(database, secrets.roles)
    say('the schemas are up to date')

    const portsFile = join(DIR, 'ports.json')
    const ports = await readJson<Record<string, number>>(portsFile)
    const start = realStripe ? startBackingForStripe : startBacking
    const backing = await start({ database, secrets, ...(ports ? { ports } : {}) })
    closers.push(() => backing.stop())
    const { addresses, stripe } = backing
    const portOf = (url: string) => Number(new URL(url).port)
    await replaceFile(
      portsFile,
      JSON.stringify({
        neon: portOf(addresses.neon),
        courier: portOf(addresses.courier),
        redis: portOf(addresses.redis),
        mail: portOf(addresses.mail),
        ...(stripe && { stripe: portOf(addresses.stripe) }),
      }),
    )
    if (stripe) closers.push(await keepState(stripe, addresses.stripe))
    say(`Neon endpoint${stripe ? ', Stripe stand-in' : ''}, mailbox and redis-bridge are up`)

    say((await built) ? 'the pages are built' : 'the pages are as they were')
    const port = await freePort(PREFERRED_PORT)
    const url = `http://localhost:${port}`
    if (port !== PREFERRED_PORT) say(`port ${PREFERRED_PORT} is taken; using ${port}`)
    const limits = { requests: 1200, signIns: 60, availabilityMs: 1000 }
    const workers = await wranglerDev(DIR, port, workerVars(secrets, { ...addresses, store: url }, limits))
    closers.push(() => workers.stop())
    void workers.died.then((words) => fail('The workers (wrangler dev) stopped by themselves', words))
    await backing.open(url)
    say('the courier is up; the workers are starting')
    await untilReady(url, () => stopping !== undefined)
    if (stopping) return
    say('every part is ready')

    if (await seed(url, { audience: stripe !== null })) {
      await admin(database, `update auth.accounts set roles = '{operator}' where email_key = $1`, [
        people.operator.email,
      ])
      say('people and events are there')
    }
    const sweeping = setInterval(
      () => void fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`).catch(() => {}),
      SWEEP_MS,
    )
    closers.push(async () => clearInterval(sweeping))
    console.log(table(url, addresses.stripe, addresses.mail))
  } catch (error) {
    await fail('The store could not start', error)
  }
}

await run()
