import { createHash } from 'node:crypto'
import { type JWTPayload, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { Problem } from '#shared/http/problem'
import { verifySignature } from '#shared/qstash/receive'
import { BrokerKey } from '#shared/qstash/signing-key'

const url = 'https://tickets.test/api/orders/messages'
const keys = { current: 'sig_current_current_current', next: 'sig_next_next_next_next' }
const body = '{"id":"mes_1"}'
const now = () => Math.floor(Date.now() / 1000)

type Changes = { key?: string; alg?: string; claims?: JWTPayload; without?: string }

const sign = ({ key = keys.current, alg = 'HS256', claims = {}, without }: Changes = {}) => {
  const all = {
    ...{ iss: 'Upstash', sub: url, iat: now(), nbf: now(), exp: now() + 300, jti: 'jwt_1' },
    ...{ body: createHash('sha256').update(body).digest('base64url'), ...claims },
  }
  const said = Object.fromEntries(Object.entries(all).filter(([name]) => name !== without))
  return new SignJWT(said).setProtectedHeader({ alg }).sign(new TextEncoder().encode(key))
}

const outcome = async (signature: string | undefined, said = body) =>
  verifySignature({ keys, url }, signature, said).then(
    () => 'believed',
    (error: unknown) => (error instanceof Problem ? error.slug : String(error)),
  )

test.each<[string, Changes]>([
  ['the current key', {}],
  ['the next one, while they are rolled', { key: keys.next }],
  ['a clock that is a little ahead', { claims: { iat: now() + 30, nbf: now() + 30 } }],
])('signed with %s it is believed', async (_, changes) => expect(await outcome(await sign(changes))).toBe('believed'))

test.each<[string, Changes]>([
  ['a key of two rolls ago', { key: 'sig_previous_previous' }],
  ['the key of QStash’s development server', { key: 'sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r' }],
  ['HS512', { alg: 'HS512' }],
  ['no end', { without: 'exp' }],
  ['no beginning', { without: 'iat' }],
  ['a beginning more than five minutes ago', { claims: { iat: now() - 400 } }],
  ['an end that has passed', { claims: { exp: now() - 90 } }],
  ['another endpoint’s address', { claims: { sub: 'https://tickets.test/api/payments/messages' } }],
  ['no address', { without: 'sub' }],
  ['another issuer', { claims: { iss: 'Somebody' } }],
  ['another body', { claims: { body: createHash('sha256').update('{}').digest('base64url') } }],
  ['no body', { without: 'body' }],
])('with %s it is not', async (_, changes) => expect(await outcome(await sign(changes))).toBe('bad-signature'))

test('nor is what was changed by a byte, is garbage, or is not signed', async () => {
  expect(await outcome(await sign(), `${body} `)).toBe('bad-signature')
  for (const signature of [undefined, '', 'a.b.c', 'x'.repeat(5000)])
    expect(await outcome(signature)).toBe('bad-signature')
})

test('nobody starts with a key that all the world has', () => {
  const { error } = BrokerKey.safeParse('sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r')
  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining('anybody can sign with it')])
  expect(BrokerKey.safeParse(keys.current).success).toBe(true)
})
