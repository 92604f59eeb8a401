import { expect, test } from 'vitest'
import { Person } from '#local/person'
import type { Place } from './place.ts'

type Me = { account: { email: string; name: string } }

/** What auth promises: accounts, sessions, and the keys by which others recognise them. */
export const authContract = (place: () => Place) => {
  test('signs up, knows who is there, signs out and in again', async () => {
    const person = await Person.signUp(place().storeAt('auth'), {})
    const me = () => person.call<Me>('GET', '/api/auth/me')
    expect(await me()).toMatchObject({ status: 200, body: { account: { email: person.email, name: person.name } } })
    expect((await person.call('POST', '/api/auth/refresh')).status).toBe(200)
    expect((await me()).status).toBe(200)
    expect((await person.call('POST', '/api/auth/sign-out')).status).toBe(204)
    expect((await me()).status).toBe(401)
    const signIn = (password: string) =>
      person.call('POST', '/api/auth/sign-in', { body: { email: person.email, password } })
    expect(await signIn('not the password')).toMatchObject({ status: 401 })
    expect((await signIn(person.password)).status).toBe(200)
    expect((await me()).status).toBe(200)
  })

  test('names the field that is wrong, and refuses who comes from another site', async () => {
    const [stranger] = await place().two('auth')
    const body = { email: 'nobody', password: 'correct horse battery', name: 'Nobody' }
    const reply = await stranger.call('POST', '/api/auth/sign-up', { body })
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/email' }] } })
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    const elsewhere = { 'sec-fetch-site': 'cross-site' }
    expect((await stranger.call('POST', '/api/auth/sign-up', { body, headers: elsewhere })).status).toBe(403)
  })

  test('publishes the keys that it signs with, and nothing of them that is secret', async () => {
    const [stranger] = await place().two('auth')
    const { keys } = await stranger.succeed<{ keys: Record<string, string>[] }>('GET', '/api/auth/jwks')
    expect(keys).toHaveLength(1)
    for (const key of keys) expect([typeof key.x, key.d]).toEqual(['string', undefined])
  })
}
