import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { type Id, idOf } from '#shared/ids'

/** What links are signed with: base64url, 32 bytes or more. Auth and who writes the mails have the same. */
export const LinkSecret = z.string().regex(/^[\w-]{43,}$/, 'must be base64url of 32 bytes or more')

const LinkId = idOf('link')
const DIGITS = 6

export type Links = {
  /** What a mail carries: the link's id, and the proof that it came from us. */
  token(link: Id<'link'>): string
  /** Six digits, for who types rather than clicks. */
  code(link: Id<'link'>): string
  /** The link of a token, or undefined where it is none of ours. */
  read(token: string): Id<'link'> | undefined
}

/**
 * A link's token is made from its id and a secret, never stored and never told: `<id>.<base64url(HMAC-SHA256(secret, id))>`. So it
 * can be written into a mail by a service that only heard the id, and neither tables nor messages nor logs open anything.
 */
export const createLinks = (secret: string): Links => {
  const key = Buffer.from(secret, 'base64url')
  const mac = (text: string) => createHmac('sha256', key).update(text).digest()
  const token = (link: Id<'link'>) => `${link}.${mac(link).toString('base64url')}`
  return {
    token,
    code: (link) => String(mac(`${link}:code`).readBigUInt64BE() % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0'),
    read: (text) => {
      const link = LinkId.safeParse(text.split('.')[0])
      if (!link.success) return undefined
      const [given, right] = [Buffer.from(text), Buffer.from(token(link.data))]
      return given.length === right.length && timingSafeEqual(given, right) ? link.data : undefined
    },
  }
}
