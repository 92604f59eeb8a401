import Stripe from 'stripe'

export type StripeConfig = {
  secretKey: string
  /** Another address than Stripe's own, for development and tests. */
  apiUrl?: string | undefined
}

/** Stripe's own SDK; only the address differs between homes. Answers are waited for ten seconds. */
export const createStripeClient = ({ secretKey, apiUrl }: StripeConfig): Stripe => {
  const limits = { maxNetworkRetries: 2, timeout: 10_000, telemetry: false }
  if (!apiUrl) return new Stripe(secretKey, limits)
  const { protocol, hostname, port } = new URL(apiUrl)
  return new Stripe(secretKey, { ...limits, host: hostname, port, protocol: protocol === 'https:' ? 'https' : 'http' })
}
