import { createHash } from 'node:crypto'
import * as z from 'zod'
import { type Remembered, rememberAnswers, sendJson } from '#shared/http/remembered'
import { validate } from '#shared/http/validate'
import { type Id, idOf } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { orders } from './service.ts'

const Wanted = z.strictObject({
  events: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idOf('event')).min(1).max(50)),
})

const look = async ({ sale }: Pick<Deps, 'sale'>, wanted: Id<'event'>[]): Promise<Remembered> => {
  const { now, events } = await sale.availability(wanted)
  const etag = createHash('sha256').update(JSON.stringify(events)).digest('base64url').slice(0, 16)
  return { body: JSON.stringify({ now: new Date(now).toISOString(), events }), etag: `W/"${etag}"` }
}

/** The shape of the answer, for the typed client: what is sent are bytes made before. */
type Shown = {
  now: string
  events: Record<Id<'event'>, Record<Id<'ticketType'>, { available: number; total: number }>>
}

/** What is to be had, for everybody, and at most `availabilityMs` old. Deciding is the hold's business. */
export const availabilityRoutes = (deps: Pick<Deps, 'availabilityMs'>) => {
  const remembered = rememberAnswers(deps.availabilityMs)
  const seconds = Math.ceil(deps.availabilityMs / 1000)
  return orders.people().get('/', validate('query', Wanted), async (c) => {
    const { events } = c.req.valid('query')
    const { body, etag } = await remembered(events.toSorted().join(), () => look(c.var.deps, events))
    const headers = { ETag: etag, 'Cache-Control': `public, max-age=${seconds}` }
    if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
    return sendJson<Shown>(c, body, headers)
  })
}
