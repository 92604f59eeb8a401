import * as z from 'zod'
import { fingerprintOf, idempotencyKey, idempotent } from '#shared/http/idempotency'
import { Problem } from '#shared/http/problem'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { cancelHold, claimTickets, extendHold } from '../commands/change.ts'
import { exportOrders } from '../commands/export.ts'
import { hold } from '../commands/hold.ts'
import { resendOwn } from '../commands/resend.ts'
import type { Deps } from '../deps.ts'
import { distinct, MAX_QUANTITY, Seats } from './items.ts'
import { orders } from './service.ts'
import { view } from './view.ts'

/** So many of a type, of a seated one side by side unless `together` is false; or exactly these seats. */
const Item = z
  .strictObject({
    ticketType: idOf('ticketType'),
    quantity: z.int().min(1).max(MAX_QUANTITY).optional(),
    together: z.boolean().optional(),
    seats: Seats.optional(),
  })
  .refine(({ quantity, seats }) => (quantity === undefined) !== (seats === undefined), {
    path: ['quantity'],
    error: 'must be given, unless seats are named',
  })
  .transform(({ quantity, ...item }) => ({ ...item, quantity: item.seats?.length ?? quantity ?? 0 }))

export const PlaceHold = z.strictObject({
  event: idOf('event'),
  items: z
    .array(Item)
    .min(1)
    .max(10)
    .refine((items) => distinct(items, ({ ticketType }) => ticketType), 'each ticket type may be named once'),
})

const OrderParam = z.object({ id: idOf('order') })

const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: idOf('order').optional(),
})

/** The buyer's side. Every route serves only the signed-in buyer's own orders; a stranger's are not found. */
export const orderRoutes = () =>
  orders
    .people()
    .post('/', signedIn<Deps>(), validate('json', PlaceHold), async (c) => {
      const { deps, person, trace, later } = c.var
      const wanted = {
        ...c.req.valid('json'),
        buyer: person.id,
        key: idempotencyKey(c),
        fingerprint: await fingerprintOf(c),
      }
      const held = await hold(deps, wanted, trace)
      later(deps.outbox.tell(held.says))
      return c.json(view(held), 201, { Location: `/api/orders/${held.order.id}` })
    })
    .get('/', signedIn<Deps>(), validate('query', Page), async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const found = await c.var.deps.orders.list(c.var.person.id, limit + 1, cursor)
      const items = found.slice(0, limit).map(view)
      return c.json({ items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null })
    })
    .get('/export', signedIn<Deps>(), async (c) =>
      c.json({ orders: (await exportOrders(c.var.deps, c.var.person)).map(view) }, 200, {
        'Content-Disposition': 'attachment; filename="holdfast-orders.json"',
      }),
    )
    .get('/:id', signedIn<Deps>('buyer'), validate('param', OrderParam), async (c) => {
      const found = await c.var.deps.orders.findOwn(c.req.valid('param').id, c.var.person.id)
      if (!found) throw new Problem('not-found')
      return c.json(view(found))
    })
    .post('/:id/extend', signedIn<Deps>('buyer'), validate('param', OrderParam), idempotent(), async (c) => {
      const { deps, person, trace, later } = c.var
      const changed = await extendHold(deps, c.req.valid('param').id, person.id, trace)
      later(deps.outbox.nudge())
      return c.json(view(changed))
    })
    .post('/:id/cancel', signedIn<Deps>('buyer'), validate('param', OrderParam), idempotent(), async (c) => {
      const { deps, person, trace, later } = c.var
      const changed = await cancelHold(deps, c.req.valid('param').id, person.id, trace)
      later(deps.outbox.nudge())
      return c.json(view(changed))
    })
    .post('/:id/resend', signedIn<Deps>('buyer'), validate('param', OrderParam), idempotent(), async (c) => {
      const { deps, person, trace, later } = c.var
      const resend = await resendOwn(deps, c.req.valid('param').id, person, trace)
      later(deps.outbox.nudge())
      return c.json({ resend }, 202)
    })
    .post('/:id/claim', signedIn<Deps>('buyer'), validate('param', OrderParam), idempotent(), async (c) => {
      const { deps, person, trace, later } = c.var
      const changed = await claimTickets(deps, c.req.valid('param').id, person.id, trace)
      later(deps.outbox.nudge())
      return c.json(view(changed))
    })
