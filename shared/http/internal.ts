import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler, type Next } from 'hono'
import { lets } from '#shared/http/access'
import { Problem } from '#shared/http/problem'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Only who carries the bearer token passes. Digests are compared, so that neither length nor content shows in the time. */
export const bearing = (token: string): MiddlewareHandler => {
  const expected = digest(`Bearer ${token}`)
  return lets('installation', async (c: Context, next: Next) => {
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), expected)) throw new Problem('bad-signature')
    await next()
  })
}

type Asked = {
  token: string
  sweep: () => Promise<unknown>
  /** What there is to measure, in Prometheus' text format. */
  metrics?: () => Promise<string>
}

/**
 * What the installation itself asks of a service, mounted at `/internal`, a path no public door leads to.
 * `POST /sweep` does what should have happened by itself: a CronJob calls it where there is no scheduled handler.
 * `GET /metrics` is for Prometheus, with the same bearer token.
 */
export const internal = ({ token, sweep, metrics = async () => '' }: Asked) =>
  new Hono()
    .post('/sweep', bearing(token), async (c) => {
      await sweep()
      return c.json({ swept: true })
    })
    .get('/metrics', bearing(token), async (c) =>
      c.text(await metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
    )
