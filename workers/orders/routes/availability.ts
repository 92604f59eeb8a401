import * as z from 'zod'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { orders } from './service.ts'

const Wanted = z.strictObject({
  events: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idOf('event')).min(1).max(50)),
})

/** What is to be had, for everybody. May be a second old; deciding is the hold's business. */
export const availabilityRoutes = () =>
  orders.people().get('/', validate('query', Wanted), async (c) => {
    const { now, events } = await c.var.deps.sale.availability(c.req.valid('query').events)
    const etag = `W/"${await digest(JSON.stringify(events))}"`
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=1' }
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
    return c.json({ now: new Date(now).toISOString(), events }, 200, headers)
  })

const digest = async (text: string) => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.slice(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
