import { expect, test, vi } from 'vitest'
import { Person } from '#local/person'
import { admin } from '#local/postgres'
import { createLinks } from '#shared/links'
import { createAuthenticator } from '../setup/authenticator.ts'
import { authenticatorApp } from '../setup/authenticator-app.ts'

/** Auth at the runtime under test; `origin` is where people use the store, which passkeys are bound to. */
export type Place = {
  url: string
  origin: string
  database: string
  linkSecret: string
  settle(): Promise<void>
}

/**
 * What auth promises, whatever it runs on: the parts that lean on the runtime's own cryptography. Everything else is told in
 * workers/auth.
 */
export const accountsContract = (place: () => Place) => {
  let people = 0
  const signUp = () => Person.signUp(place(), { email: `runtime-${Date.now()}-${++people}@example.com` })
  const twin = (person: Person) => new Person(place(), person)
  const entersWith = (person: Person, password: string) =>
    person.call('POST', '/api/auth/sign-in', { body: { email: person.email, password } })
  const me = async (person: Person) => (await person.call('GET', '/api/auth/me')).status

  /** The token in the mail with which an address resets its password, made as the one who writes the mail makes it. */
  const tokenTo = async (email: string) => {
    const { database, linkSecret } = place()
    // Written after the answer.
    return vi.waitFor(
      async () => {
        const [mail] = await admin<{ link: `lnk_${string}` }>(
          database,
          `select data ->> 'link' as link from auth.outbox where type = 'account.link-asked'
            and data ->> 'kind' = 'reset-password' and data ->> 'email' = '${email}'`,
        )
        if (!mail) throw new Error(`no mail to ${email}`)
        return createLinks(linkSecret).token(mail.link)
      },
      { timeout: 20_000, interval: 50 },
    )
  }

  test('signs up, in, on and out', async () => {
    const person = await signUp()
    const phone = twin(person)
    expect((await entersWith(phone, 'wrong horse battery')).status).toBe(401)
    expect((await entersWith(phone, person.password)).status).toBe(200)
    expect((await phone.call('POST', '/api/auth/refresh')).status).toBe(200)
    expect([await me(person), await me(phone)]).toEqual([200, 200])
    expect((await person.call('POST', '/api/auth/sign-out-everywhere')).status).toBe(204)
    expect((await phone.call('POST', '/api/auth/refresh')).status).toBe(401)
    await place().settle()
  })

  test('makes passkeys and lets in by them, and by no copy of an answer', async () => {
    const person = await signUp()
    const device = createAuthenticator(place().origin)
    type Options = Parameters<typeof device.create>[0] & Parameters<typeof device.get>[0]
    const options = await person.succeed<Options>('POST', '/api/auth/passkeys/register/options')
    await person.succeed('POST', '/api/auth/passkeys/register', { body: { credential: device.create(options) } })
    const phone = twin(person)
    const asked = await phone.succeed<Options>('POST', '/api/auth/passkeys/sign-in/options')
    const body = { credential: device.get(asked) }
    expect((await phone.call('POST', '/api/auth/passkeys/sign-in', { body })).status).toBe(200)
    expect(await me(phone)).toBe(200)
    expect((await twin(person).call('POST', '/api/auth/passkeys/sign-in', { body })).status).toBe(400)
    await place().settle()
  })

  test('asks for the code of an app, takes it once, and a recovery code in its place', async () => {
    const { database } = place()
    const person = await signUp()
    const { secret } = await person.succeed<{ secret: string }>('POST', '/api/auth/second-factor')
    const app = authenticatorApp(secret)
    // The database's clock may have been moved on by who was here before.
    const shows = async (steps = 0) => {
      const [clock] = await admin<{ now: Date }>(database, 'select now() as now')
      return app.shows(steps, clock?.now)
    }
    const added = { body: { code: await shows() } }
    const { recoveryCodes } = await person.succeed<{ recoveryCodes: string[] }>(
      ...(['POST', '/api/auth/second-factor/confirm', added] as const),
    )
    const finishes = async (code: string) => {
      const phone = twin(person)
      expect((await entersWith(phone, person.password)).status).toBe(202)
      expect(await me(phone)).toBe(401)
      const { status } = await phone.call('POST', '/api/auth/sign-in/second-factor', { body: { code } })
      return [status, await me(phone)]
    }
    const code = await shows(1)
    expect(await finishes(code)).toEqual([200, 200])
    expect(await finishes(code)).toEqual([400, 401])
    expect(await finishes(recoveryCodes[0] ?? '')).toEqual([200, 200])
    await place().settle()
  })

  test('sets another password by a link in a mail', async () => {
    const person = await signUp()
    await person.succeed('POST', '/api/auth/password/forgot', { body: { email: person.email } })
    const body = { token: await tokenTo(person.email), password: 'another horse battery' }
    await twin(person).succeed('POST', '/api/auth/password/reset', { body })
    expect((await entersWith(twin(person), body.password)).status).toBe(200)
    expect(await me(person)).toBe(401)
    expect((await twin(person).call('POST', '/api/auth/password/reset', { body })).status).toBe(410)
    await place().settle()
  })
}
