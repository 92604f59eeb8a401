import { expect, test } from 'vitest'
import { stripeInEnvironment } from '#local/secrets'

const secretKey = 'sk_test_1'

test('without a key of Stripe there is the stand-in', () => {
  expect(stripeInEnvironment({})).toBeUndefined()
  expect(stripeInEnvironment({ STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toBeUndefined()
})

test('keys of test mode are used, with as many webhook secrets as there are', () => {
  for (const webhook of ['whsec_1', 'whsec_1,whsec_2', 'whsec_1, whsec_2'])
    expect(stripeInEnvironment({ STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhook })).toEqual({
      secretKey,
      webhook,
    })
  const restricted = { STRIPE_SECRET_KEY: 'rk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }
  expect(stripeInEnvironment(restricted)?.secretKey).toBe('rk_test_1')
})

test('what is missing, wrong, or would charge real cards does not start, and is named', () => {
  const cases: [Record<string, string>, string][] = [
    [{ STRIPE_SECRET_KEY: secretKey }, 'STRIPE_WEBHOOK_SECRET is missing'],
    [{ STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: 'whsec_1,other' }, 'begin with whsec_'],
    [{ STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }, 'must be a key of test mode'],
  ]
  for (const [env, words] of cases) {
    expect(() => stripeInEnvironment(env)).toThrow(words)
    expect(() => stripeInEnvironment(env)).not.toThrow('sk_live_1')
  }
})
