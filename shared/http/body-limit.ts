import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Problem } from '#shared/http/problem'

/** The largest body anybody may send, in bytes. */
export const BODY_LIMIT = 64 * 1024

/** Where a picture is sent, and the largest one: the one body that is not JSON and may be larger, at the door and behind it. */
export const PICTURES = '/api/tickets/pictures'
export const PICTURE_LIMIT = 300 * 1024

const upTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem('too-large', `The body may have ${maxSize} bytes at the most`)
    },
  })

/** Refuses a body that is too large by its Content-Length or, where it has none, at the byte that is one too many. */
export const limitBody = (): MiddlewareHandler => {
  const [ordinary, picture] = [upTo(BODY_LIMIT), upTo(PICTURE_LIMIT)]
  return (c, next) => (c.req.method === 'POST' && c.req.path === PICTURES ? picture(c, next) : ordinary(c, next))
}
