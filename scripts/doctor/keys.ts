import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto'
import * as z from 'zod'
import { SigningKey } from '#workers/auth/access-token'
import type { Settings } from '../deploy/settings.ts'
import { type Finding, well, wrong } from './finding.ts'

const MAKE = 'make new ones with `bun run keys`'

/** Whether both halves of a key belong together: a pasted one may be of two. */
const isWhole = (key: SigningKey) => {
  try {
    const whole = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' })
    return createPublicKey(whole).export({ format: 'jwk' }).x === key.x
  } catch {
    return false
  }
}

const signing = (text: string): Finding => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return wrong('signing keys', 'SIGNING_KEYS is not JSON; did a shell take its quotes?', MAKE)
  }
  const keys = z.array(SigningKey).min(1).safeParse(value)
  if (!keys.success) return wrong('signing keys', 'SIGNING_KEYS is no array of private Ed25519 JWKs', MAKE)
  const broken = keys.data.find((key) => !isWhole(key))
  if (broken) return wrong('signing keys', `the halves of key ${broken.kid} do not belong together`, MAKE)
  const [{ kid } = { kid: '' }, ...others] = keys.data
  const rest = others.length === 0 ? '' : `; ${others.length} more published: a rotation is under way`
  return well('signing keys', `${kid} signs${rest}`)
}

// 24 random bytes or more behind the prefix; what people paste instead is shorter, has an ellipsis, or is another key.
const WEBHOOK_SECRET = /^whsec_[\w+/=-]{24,}$/

const webhook = (secret: string): Finding =>
  WEBHOOK_SECRET.test(secret)
    ? well('webhook secret', 'looks like one of Stripe’s')
    : wrong(
        'webhook secret',
        secret.startsWith('whsec_') ? 'is cut short, or has something else in it' : 'is not one: it begins with whsec_',
        'Stripe dashboard, Webhooks, your endpoint, Signing secret: copy all of it',
      )

const internal = ({ INTERNAL_TOKEN: token, ...others }: Settings): Finding => {
  const same = Object.keys(others).find((name) => others[name] === token)
  return same
    ? wrong('internal token', `is the same as ${same}: who has one has both`, 'make one of its own with `bun run keys`')
    : well('internal token', 'is nobody else’s')
}

/** The keys that can be judged without asking anybody. What is missing is told among the variables. */
export const keys = (settings: Settings): Finding[] => {
  const { SIGNING_KEYS: signs, STRIPE_WEBHOOK_SECRET: hook, INTERNAL_TOKEN: token } = settings
  return [
    ...(signs === undefined ? [] : [signing(signs)]),
    ...(hook === undefined ? [] : [webhook(hook)]),
    ...(token === undefined ? [] : [internal(settings)]),
  ]
}
