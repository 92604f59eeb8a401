import { createHash, createHmac, randomBytes } from 'node:crypto'

const SHAPE = /^[\w-]{43}$/

/** How long a session lasts, however often it is refreshed. */
export const SESSION_DAYS = 30

/** How long a session lasts that nobody uses. */
export const IDLE_DAYS = 14

/** Until when the token used last gets the same answer again: two tabs, or an answer that was lost. */
export const GRACE_SECONDS = 10

/** What the database keeps instead of a token: who reads the table cannot sign in with it. */
export const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url')

export const looksLikeToken = (text: string | undefined): text is string => text !== undefined && SHAPE.test(text)

export type RefreshTokens = {
  /** The first token of a chain: chance. */
  first(): string
  /** The token after `token`: always the same one, and nobody makes it without the key. */
  after(token: string): string
}

export const createRefreshTokens = (key: string): RefreshTokens => {
  const secret = Buffer.from(key, 'base64url')
  return {
    first: () => randomBytes(32).toString('base64url'),
    after: (token) => createHmac('sha256', secret).update(token).digest('base64url'),
  }
}
