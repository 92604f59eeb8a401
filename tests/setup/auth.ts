import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { createLog } from '#shared/log'
import type { DataOf, MessageType } from '#shared/messages/contracts'
import type { Envelope } from '#shared/messages/envelope'
import { createOutbox } from '#shared/postgres/outbox'
import { createApp } from '#workers/auth/app'
import { connect } from '#workers/auth/deps'
import { Env } from '#workers/auth/env'
import { createLimits } from '#workers/auth/limits'
import { createPasswords } from '#workers/auth/password'
import { SCHEMA } from '#workers/auth/store/accounts'
import { createTurns } from '#workers/auth/turns'
import { frontDoor, PUBLIC_URL, quiet, testDatabase } from './service.ts'

const signingKey = async (kid: string) => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid }
}

/** The variables with which auth starts, apart from where its database is. */
export const authVariables = async () => ({
  PUBLIC_URL,
  SIGNING_KEYS: JSON.stringify([await signingKey('second'), await signingKey('first')]),
  REFRESH_KEY: randomBytes(32).toString('base64url'),
  LINK_SECRET: randomBytes(32).toString('base64url'),
  INTERNAL_TOKEN: randomBytes(32).toString('hex'),
  MESSAGES_URL: `${PUBLIC_URL}/api/{service}/messages`,
  // Nobody listens here: what is published is kept, and limits are counted in the process.
  ...{ QSTASH_URL: 'http://127.0.0.1:9', QSTASH_TOKEN: 'none' },
  ...{ UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9', UPSTASH_REDIS_REST_TOKEN: 'none' },
  SIGN_UP: 'open',
  OPERATORS_NEED: 'password',
  SIGN_INS_PER_MINUTE: '1000000',
})

/** The cookies of one browser. */
export const jar = () => {
  const kept = new Map<string, string>()
  return {
    get: (name: string) => kept.get(name),
    set: (name: string, value: string) => kept.set(name, value),
    names: () => [...kept.keys()],
    copy: () => {
      const twin = jar()
      for (const [name, value] of kept) twin.set(name, value)
      return twin
    },
    headers: (): Record<string, string> =>
      kept.size === 0 ? {} : { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
    take: (response: Response) => {
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/max-age=0(;|$)/i.test(line)) kept.delete(name)
        else kept.set(name, value)
      }
      return response
    },
  }
}
export type Jar = ReturnType<typeof jar>

/** Auth on a database of its own; what it would publish is kept in `published`. */
export const startAuth = async (variables: Record<string, string> = {}) => {
  const database = await testDatabase()
  const config = Env.parse({ ...(await authVariables()), AUTH_DATABASE_URL: database.url, ...variables })
  const db = database.connect('auth', 20)
  const published: Envelope[] = []
  const publish = async (messages: readonly Envelope[]) => {
    published.push(...messages)
  }
  const outbox = createOutbox({ db, schema: SCHEMA, publish, log: quiet })
  const logged: { level: string; message: string; alert?: string }[] = []
  const log = createLog({}, (_level, line) => logged.push(JSON.parse(line)))
  const deps = {
    ...{ ...connect(config, db), outbox, log, admit: createLimits(config.redis, config.triesPerMinute, log) },
    // What a hash costs has suites of its own (password.test.ts); here it would only be waited for.
    passwords: createPasswords(createTurns({ places: 4 }), { ln: 10, r: 8, p: 1 }),
  }
  const door = frontDoor(createApp(deps))
  return {
    ...door,
    ...{ database, deps, config, published, logged },
    /** The messages of these types so far, oldest first, once what follows an answer is done. */
    told: async <Type extends MessageType>(type: Type) => {
      await door.settled()
      return published.flatMap((message) => (message.type === type ? [message.data as DataOf<Type>] : []))
    },
    /** As a browser does: sends the jar's cookies, keeps what it is given. */
    browse: async (browser: Jar, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      browser.take(await door.send(method, path, body, { ...browser.headers(), ...headers })),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
