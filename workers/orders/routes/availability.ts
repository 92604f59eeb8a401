import { createHash } from 'node:crypto'
import * as z from 'zod'
import { anyone } from '#shared/http/access'
import { Problem } from '#shared/http/problem'
import { type Remembered, rememberAnswers, sendRemembered } from '#shared/http/remembered'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { Availability, SeatMap } from '../store/sale.ts'
import { orders } from './service.ts'

const Wanted = z.strictObject({
  events: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idOf('event')).min(1).max(50)),
})

const EventParam = z.object({ event: idOf('event') })

/** The tag is of what is to be had, whatever the time: as long as nothing changes, nothing is sent again. */
const remember = <Shown extends { now: string }>({ now, ...shown }: Shown): Remembered => {
  const etag = createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16)
  return { body: JSON.stringify({ now: new Date(now).toISOString(), ...shown }), etag: `W/"${etag}"` }
}

/** What is to be had, for everybody, and at most `availabilityMs` old. Deciding is the hold's business. */
export const availabilityRoutes = (deps: Pick<Deps, 'availabilityMs'>) => {
  const remembered = rememberAnswers(deps.availabilityMs)
  const caching = { 'Cache-Control': `public, max-age=${Math.ceil(deps.availabilityMs / 1000)}` }
  return orders
    .people()
    .get('/', anyone(), validate('query', Wanted), async (c) => {
      const { events } = c.req.valid('query')
      const look = async () => remember(await c.var.deps.sale.availability(events))
      return sendRemembered<Availability>(c, await remembered(events.toSorted().join(), look), caching)
    })
    .get('/:event/seats', anyone(), validate('param', EventParam), async (c) => {
      const { event } = c.req.valid('param')
      const look = async () => remember(await c.var.deps.sale.seatMap(event))
      return sendRemembered<SeatMap>(c, await remembered(`${event}/seats`, look), caching)
    })
}

/** How a seller's own event stands; anybody else's is not found. */
export const stockRoutes = () =>
  orders.people().get('/:event', signedIn<Deps>('seller'), validate('param', EventParam), async (c) => {
    const stock = await c.var.deps.sale.stock(c.req.valid('param').event, c.var.person.id)
    if (!stock) throw new Problem('not-found')
    return c.json({ ...stock, now: new Date(stock.now).toISOString() })
  })
