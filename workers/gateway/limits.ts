import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { networkOf } from '#shared/http/caller'
import { cookies } from '#shared/http/session'

/** Who is counted: the caller's network; or the session, whatever network it comes from, and without one the network again. */
const by = {
  // Only Cloudflare's own header names the caller: whatever the caller writes into others proves nothing.
  network: (c: Context) => networkOf(c.req.header('cf-connecting-ip')),
  // Hashed and not looked into: whoever makes a token up counts alone, and can use up nobody else's calls.
  session: (c: Context) => {
    const token = getCookie(c, cookies.access) ?? c.req.header('authorization')
    return token ? createHash('sha256').update(token).digest('base64url') : by.network(c)
  },
} as const

type Limit = {
  by: keyof typeof by
  /** Which requests, as `METHOD /path`. */
  of: RegExp
}

/**
 * How often anybody may ask, by what is asked for. Beyond this, a buyer has so many open holds for an event and lets go of so
 * many an hour (drizzle/orders/functions.sql), and an order takes so many of a type.
 */
export const limits = {
  requests: { by: 'network', of: /^/ },
  // Everything that hashes a password or tries a secret; what has one already, or gives it back, is an ordinary request.
  signIns: { by: 'network', of: /^(?!GET |HEAD )\w+ \/api\/auth\/(?!(refresh|sign-out)$)/ },
  holds: { by: 'session', of: /^POST \/api\/orders$/ },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

// Signed callers: the broker and Stripe come in bursts, and every call is checked by its signature.
const SIGNED = /^POST \/api\/(\w+\/messages(\/heard)?|payments\/webhooks\/\w+)$/

/** Which limits a request counts for, by its method and path. */
export const limitsOf = (method: string, path: string): LimitName[] => {
  const request = `${method} ${path}`
  if (SIGNED.test(request)) return []
  return (Object.keys(limits) as LimitName[]).filter((name) => limits[name].of.test(request))
}

export const callerOf = (c: Context, name: LimitName) => by[limits[name].by](c)
