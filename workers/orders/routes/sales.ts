import * as z from 'zod'
import { idempotencyKey, idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { line } from '#shared/text'
import { wordsOf } from '../buyer.ts'
import { refundOrder } from '../commands/refund.ts'
import { resendSold } from '../commands/resend.ts'
import { listSales, showSale } from '../commands/sales.ts'
import type { Deps } from '../deps.ts'
import { soldStates } from '../store/sales.ts'
import { distinct, MAX_QUANTITY, Seats } from './items.ts'
import { saleView, wholeSaleView } from './sale-view.ts'
import { orders } from './service.ts'

const Page = z.strictObject({
  event: idOf('event'),
  state: z.enum(soldStates).optional(),
  ticketType: idOf('ticketType').optional(),
  part: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9_]{4,36}$/, 'must be at least four letters or digits of an id')
    .optional(),
  name: line(80)
    .refine((text) => wordsOf(text).length > 0, 'must have a letter or a digit')
    .optional(),
  cursor: idOf('order').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** So many of a type, or exactly these seats. */
const GivenBack = z
  .strictObject({
    ticketType: idOf('ticketType'),
    quantity: z.int().min(1).max(MAX_QUANTITY).optional(),
    seats: Seats.optional(),
  })
  .refine(({ quantity, seats }) => (quantity === undefined) !== (seats === undefined), {
    path: ['quantity'],
    error: 'must be given, unless seats are named',
  })

/** Neither items nor amount: everything left. Amounts in minor units of the order's currency. */
export const AskRefund = z.strictObject({
  items: z
    .array(GivenBack)
    .min(1)
    .max(10)
    .refine((items) => distinct(items, ({ ticketType }) => ticketType), 'each ticket type may be named once')
    .optional(),
  amount: z.int().min(1).max(2_000_000_000).optional(),
  restock: z.enum(['on-sale', 'withdrawn']).default('on-sale'),
  reason: z.string().trim().min(3, 'must say why').max(500),
})

const OrderParam = z.object({ id: idOf('order') })

/** The seller's side: what was sold for their own events, and giving money back; anybody else's is not found. */
export const saleRoutes = () =>
  orders
    .people()
    .get('/', signedIn<Deps>('seller'), validate('query', Page), async (c) => {
      const { items, nextCursor } = await listSales(c.var.deps, c.req.valid('query'), c.var.person)
      return c.json({ items: items.map(saleView), nextCursor })
    })
    .get('/:id', signedIn<Deps>('seller'), validate('param', OrderParam), async (c) =>
      c.json(wholeSaleView(await showSale(c.var.deps, c.req.valid('param').id, c.var.person))),
    )
    .post('/:id/resend', signedIn<Deps>('seller'), validate('param', OrderParam), idempotent(), async (c) => {
      const { deps, person, trace, later } = c.var
      const resend = await resendSold(deps, c.req.valid('param').id, person, trace)
      later(deps.outbox.nudge())
      return c.json({ resend }, 202)
    })
    // Validated before the key is claimed: a form that was filled in wrongly may be sent again, corrected, under its key.
    .post(
      '/:id/refunds',
      signedIn<Deps>('seller'),
      validate('param', OrderParam),
      validate('json', AskRefund),
      idempotent(),
      async (c) => {
        const { deps, person, trace, later } = c.var
        const asked = { person, key: idempotencyKey(c) }
        const refunded = await refundOrder(deps, c.req.valid('param').id, c.req.valid('json'), asked, trace)
        later(deps.outbox.nudge())
        return c.json(saleView(refunded), 201)
      },
    )
