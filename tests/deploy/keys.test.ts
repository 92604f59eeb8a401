import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createVerifier } from '#shared/http/session'
import { newId } from '#shared/ids'
import { createIssuer, publicKeys } from '#workers/auth/access-token'
import { Env } from '#workers/auth/env'
import { makeKeys } from '../../scripts/keys/make.ts'
import { rotateCourier, rotateTokens } from '../../scripts/keys/rotate.ts'
import { writeKeys } from '../../scripts/keys/write.ts'

const ISSUER = 'https://shop.test'

/** What auth needs beside keys that are nobody else's to give. */
const others = {
  ...{ PUBLIC_URL: ISSUER, AUTH_DATABASE_URL: 'postgresql://auth@db.test/store' },
  ...{ MESSAGES_URL: `${ISSUER}/api/{service}/messages`, QSTASH_URL: 'https://broker.test', QSTASH_TOKEN: 'given' },
  ...{ UPSTASH_REDIS_REST_URL: 'https://redis.test', UPSTASH_REDIS_REST_TOKEN: 'given' },
  ...{ SIGN_UP: 'verified', SIGN_INS_PER_MINUTE: '10' },
}

/** Auth's own reading of the keys. */
const configured = (keys: Record<string, string>) => Env.parse({ ...others, ...keys })

test('what is made is accepted by the service it is for, and is different each time', async () => {
  const [one, two] = await Promise.all([makeKeys(), makeKeys()])
  configured(one)
  expect(Object.keys(one).filter((name) => one[name] === two[name])).toEqual([])
  expect(Object.keys(one)).not.toContain('QSTASH_TOKEN')
  expect(Object.keys(await makeKeys({ selfHosted: true }))).toEqual(
    expect.arrayContaining(['QSTASH_TOKEN', 'QSTASH_CURRENT_SIGNING_KEY', 'UPSTASH_REDIS_REST_TOKEN']),
  )
})

describe('every format holds the same', () => {
  test('as an env file, as JSON for wrangler secret bulk, as a Secret for Kubernetes', async () => {
    const keys = await makeKeys({ selfHosted: true })
    expect({ ...parseEnv(writeKeys(keys, 'env')) }).toEqual(keys)
    expect(JSON.parse(writeKeys(keys, 'json'))).toEqual(keys)
    expect(parse(writeKeys(keys, 'kubernetes'))).toMatchObject({ kind: 'Secret', type: 'Opaque', stringData: keys })
  })

  test('what would end a line early is not written', () => {
    expect(() => writeKeys({ A: "it's" }, 'env')).toThrow('A cannot be written')
  })
})

describe('the key of access tokens', () => {
  const kids = (keys: Record<string, string>) =>
    JSON.parse(keys.SIGNING_KEYS ?? '').map(({ kid }: { kid: string }) => kid)

  test('is followed by the next in three steps: published, signing, alone', async () => {
    const start = await makeKeys()
    const [old] = kids(start)
    const later = new Date(Date.now() + 60_000)
    const published = await rotateTokens(start, later)
    const [first, next] = kids(published.keys)
    expect(first).toBe(old)
    const signing = await rotateTokens(published.keys)
    expect(kids(signing.keys)).toEqual([next, old])
    const alone = await rotateTokens(signing.keys)
    expect(kids(alone.keys)).toEqual([next])
    expect(alone.next).toContain('the rotation is done')
  })

  test('nobody is signed out: at each step, tokens of the step before are good to who knows the keys of either', async () => {
    const person = { id: newId('account'), session: newId('session'), name: 'Ada', roles: [] }
    let keys: Record<string, string> = await makeKeys()
    for (const at of [60_000, 0, 0]) {
      const before = configured({ ...(await makeKeys()), ...keys })
      keys = (await rotateTokens(keys, new Date(Date.now() + at))).keys
      const after = configured({ ...(await makeKeys()), ...keys })
      const tokens = [await createIssuer(before.signingKeys[0], ISSUER)(person)]
      tokens.push(await createIssuer(after.signingKeys[0], ISSUER)(person))
      // Who fetched the keys before the step knows the key that signs after it; who fetches after it knows the one before,
      // but for the last step, which comes when no token of the old key is left.
      const cached = createVerifier({ keys: publicKeys(before.signingKeys), issuer: ISSUER })
      for (const token of tokens) expect((await cached(token))?.id).toBe(person.id)
    }
  })

  test('without keys, or with something else, says what is wrong and shows nothing of it', async () => {
    await expect(rotateTokens({})).rejects.toThrow('SIGNING_KEYS is missing')
    await expect(rotateTokens({ SIGNING_KEYS: 's3cret' })).rejects.toThrow(/^SIGNING_KEYS is not JSON$/)
    await expect(rotateTokens({ SIGNING_KEYS: '[{"kty":"RSA"}]' })).rejects.toThrow(/not an array of private Ed25519/)
  })
})

test('the courier’s next key becomes its current one', () => {
  const { keys } = rotateCourier({ QSTASH_CURRENT_SIGNING_KEY: 'sig_a', QSTASH_NEXT_SIGNING_KEY: 'sig_b' })
  expect(keys.QSTASH_CURRENT_SIGNING_KEY).toBe('sig_b')
  expect(keys.QSTASH_NEXT_SIGNING_KEY).toMatch(/^sig_[\w-]{32}$/)
  expect(() => rotateCourier({})).toThrow('QSTASH_NEXT_SIGNING_KEY is missing')
})
