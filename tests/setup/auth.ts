import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { createApp } from '#workers/auth/app'
import { connect } from '#workers/auth/deps'
import { Env } from '#workers/auth/env'
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
  INTERNAL_TOKEN: randomBytes(32).toString('hex'),
})

/** The cookies of one browser. */
export const jar = () => {
  const kept = new Map<string, string>()
  return {
    get: (name: string) => kept.get(name),
    set: (name: string, value: string) => kept.set(name, value),
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

/** Auth on a database of its own. */
export const startAuth = async () => {
  const database = await testDatabase()
  const variables = await authVariables()
  const config = Env.parse({ ...variables, AUTH_DATABASE_URL: database.url })
  const deps = { ...connect(config, database.connect('auth', 20)), log: quiet }
  const door = frontDoor(createApp(deps))
  return {
    ...door,
    database,
    deps,
    config,
    /** As a browser does: sends the jar's cookies, keeps what it is given. */
    browse: async (browser: Jar, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      browser.take(await door.send(method, path, body, { ...browser.headers(), ...headers })),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
