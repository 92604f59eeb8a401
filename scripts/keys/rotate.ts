import * as z from 'zod'
import { type SigningKey, SigningKey as SigningKeySchema } from '#workers/auth/access-token'
import { type Keys, makeCourierKey, makeSigningKey } from './make.ts'

/** The variables after one step, and what to do next, for people. */
export type Rotation = { keys: Keys; next: string }

const MADE = /^(\d{8}T\d{6}Z)-/
/** When a key was made, as text that sorts; one that does not say so is older than any that does. */
const madeAt = ({ kid }: SigningKey) => MADE.exec(kid)?.[1] ?? ''

const Signing = z.tuple([SigningKeySchema], SigningKeySchema)

const read = (text: string | undefined) => {
  if (!text) throw new Error('SIGNING_KEYS is missing: rotating needs the keys there are')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('SIGNING_KEYS is not JSON')
  }
  const keys = Signing.safeParse(value)
  if (!keys.success) throw new Error('SIGNING_KEYS is not an array of private Ed25519 JWKs')
  return keys.data
}

const step = async ([signs, ...others]: z.infer<typeof Signing>, now: Date): Promise<[SigningKey[], string]> => {
  const newer = others.find((key) => madeAt(key) > madeAt(signs))
  // Verifiers keep what they fetched for ten minutes: a key has to be known before it signs …
  if (newer) {
    return [
      [newer, signs],
      `The new key signs. Deploy this; after ten minutes run it again, which takes the old key away.`,
    ]
  }
  // … and after it has ceased to, until the last token it signed has ended.
  if (others.length > 0) return [[signs], 'The old key is gone. Deploy this; the rotation is done.']
  const next = await makeSigningKey(now)
  return [[signs, next], 'The new key is published and does not sign yet. Deploy this; after ten minutes run it again.']
}

/** One step from the key that signs access tokens to the next: publish, sign, take the old one away. Nobody is signed out. */
export const rotateTokens = async (given: Record<string, string | undefined>, now = new Date()): Promise<Rotation> => {
  const [keys, next] = await step(read(given.SIGNING_KEYS), now)
  return { keys: { SIGNING_KEYS: JSON.stringify(keys) }, next }
}

/** The courier's next key becomes its current one. QStash rotates its own, in its console. */
export const rotateCourier = (given: Record<string, string | undefined>): Rotation => {
  const { QSTASH_NEXT_SIGNING_KEY: current } = given
  if (!current) throw new Error('QSTASH_NEXT_SIGNING_KEY is missing: it becomes the current one')
  return {
    keys: { QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: makeCourierKey() },
    next: 'Give both to the services first, then to the courier: what holds the old pair accepts what the new one signs.',
  }
}
