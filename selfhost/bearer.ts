import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** A check for `Authorization: Bearer <token>`. Digests have one length, so the comparison tells a guesser nothing. */
export const bearer = (token: string) => {
  const expected = digest(`Bearer ${token}`)
  return (authorization: string | undefined) => timingSafeEqual(digest(authorization ?? ''), expected)
}
