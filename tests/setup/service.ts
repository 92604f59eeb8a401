import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import pg from 'pg'
import { inject } from 'vitest'
import { migrate, roleUrl, type Schema } from '#drizzle/migrate'
import { copyOf, dropDatabase } from '#local/database'
import { rolePasswords } from '#local/secrets'
import type { CloudflareContext } from '#shared/http/cloudflare'
import { createVerifier, type Person, TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'
import { createLog } from '#shared/log'
import { connectPool } from '#shared/postgres/pool'

/** Where people use the service under test. */
export const PUBLIC_URL = 'https://tickets.test'

export const quiet = createLog({}, () => {})

const TEMPLATE = 'holdfast_template'

const passwords = rolePasswords(inject('postgres'))

// Within a transaction PostgreSQL shows the same picture again and again, unless it is told to forget it.
const WAITING = `select pg_stat_clear_snapshot(); select count(*)::integer as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`

const waiting = async (client: pg.Client) => {
  // The driver gives an answer for each of several statements.
  const answers = (await client.query(WAITING)) as unknown as pg.QueryResult<{ waiting: number }>[]
  return answers.at(-1)?.rows[0]?.waiting ?? 0
}

/**
 * A race that leaves nothing to luck: `rows` (a query) are locked until every racer waits for them, then let go. Whoever
 * has read before that has read the same.
 */
const together = async <Result>(url: string, rows: string, racers: (() => Promise<Result>)[]) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`begin; ${rows} for update`)
    const running = racers.map((race) => race())
    for (const started = Date.now(); (await waiting(client)) < racers.length; ) {
      if (Date.now() - started > 2500) throw new Error('not every racer came to the rows')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await client.query('commit')
    return await Promise.all(running)
  } finally {
    await client.end()
  }
}

/** A migrated database of the suite's own. `connect` logs in as one service; `url` belongs to the superuser. */
export const testDatabase = async () => {
  const url = await copyOf(inject('postgres'), TEMPLATE, (empty) => migrate(empty, passwords))
  const opened: ReturnType<typeof connectPool>[] = []
  return {
    url,
    passwords,
    connect: (schema: Schema, size = 10) => {
      const db = connectPool({ databaseUrl: roleUrl(url, schema, passwords[schema]), size })
      opened.push(db)
      return db
    },
    together: <Result>(rows: string, racers: (() => Promise<Result>)[]) => together(url, rows, racers),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map((db) => db.close()))
      await dropDatabase(inject('postgres'), url)
    },
  }
}

/** Signs people in without auth: a key of the suite's own, a verifier that trusts it, and a mint for tokens of any kind. */
export const testPeople = async (issuer = PUBLIC_URL) => {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN.algorithm, { extractable: true })
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: TOKEN.algorithm, use: 'sig' }] }
  const tokenFor = (person: Person, claims: JWTPayload = {}) =>
    new SignJWT({ sid: person.session, name: person.name, roles: [...person.roles], ...claims })
      .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: 'test' })
      .setSubject(person.id)
      .setIssuer(issuer)
      .setAudience(TOKEN.audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)
  return {
    keys,
    verify: createVerifier({ keys, issuer }),
    tokenFor,
    /** Somebody new, and the header by which they are known. */
    join: async (name: string) => {
      const person: Person = { id: newId('account'), session: newId('session'), name, roles: [] }
      return { ...person, headers: { authorization: `Bearer ${await tokenFor(person)}` } }
    },
  }
}

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> | ReadableStream =>
  typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream

type App = { fetch(request: Request, env: object, context: CloudflareContext): Response | Promise<Response> }

/** Requests as the one public door passes them on; `settled` waits for what the service does after its answers. */
export const frontDoor = (app: App) => {
  const after: Promise<unknown>[] = []
  const context = {
    waitUntil: (work: Promise<unknown>) => after.push(work),
    passThroughOnException: () => {},
    props: {},
  }
  return {
    send: async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      app.fetch(
        new Request(new URL(path, PUBLIC_URL), {
          method,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body), duplex: 'half' }),
        }),
        {},
        context,
      ),
    settled: async () => {
      while (after.length > 0) await after.shift()
    },
  }
}
