import { Problem } from '#shared/http/problem'
import type { Deps } from '../deps.ts'
import { Told } from '../told.ts'

/** How far ahead of ours Stripe's clock may be. Stripe's SDK only refuses what is too old. */
const AHEAD_SECONDS = 60

const signedAt = (signature: string) => Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1])

const understand = (body: string): Told => {
  try {
    return Told.parse(JSON.parse(body))
  } catch {
    throw new Problem('invalid-request', 'This is signed, and no event')
  }
}

/**
 * Whether Stripe wrote this: signed over the raw body with any of our secrets, at most five minutes ago. Both kinds of what
 * Stripe sends are signed alike, with and without the object they are about. Throws `bad-signature`
 * and `invalid-request`.
 */
export const verifyWebhook = async (
  { stripe, webhookSecrets }: Pick<Deps, 'stripe' | 'webhookSecrets'>,
  body: string,
  signature: string,
): Promise<Told> => {
  if (!(signedAt(signature) <= Date.now() / 1000 + AHEAD_SECONDS)) throw new Problem('bad-signature')
  for (const secret of webhookSecrets) {
    const right = await stripe.webhooks.signature?.verifyHeaderAsync(body, signature, secret, 300).catch(() => false)
    if (right) return understand(body)
  }
  throw new Problem('bad-signature')
}
