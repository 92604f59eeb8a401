import * as z from 'zod'
import { idempotent } from '#shared/http/idempotency'
import { signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { operator } from '#shared/operator/routes'
import { bearFailedRefund, listRefunds, retryFailedRefund, settleFailedRefund } from '../commands/refund.ts'
import type { Deps } from '../deps.ts'
import type { ListedRefund } from '../store/refunds.ts'
import { orders } from './service.ts'

const Page = z.strictObject({
  state: z.enum(['asked', 'done', 'failed', 'settled']).default('failed'),
  cursor: idOf('refund').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
const RefundParam = z.object({ id: idOf('refund') })
const Ruling = z.strictObject({ reason: z.string().trim().min(3, 'must say why').max(500) })
/** `atOwnExpense`: nothing is taken back from the seller for it, and the installation pays it alone. */
const Retry = Ruling.extend({ atOwnExpense: z.boolean().default(false) })

const view = ({ refund, order, event, currency }: ListedRefund) => ({
  ...{ id: refund.id, order, event, amount: { amount: refund.amount, currency } },
  ...{ because: refund.because, reason: refund.reason, restock: refund.restock, tickets: refund.units.length },
  ...{ state: refund.state, attempt: refund.attempt, why: refund.why },
  askedAt: refund.askedAt.toISOString(),
  changedAt: refund.changedAt.toISOString(),
})

/** Refunds for those who run this installation: which of them failed, and what is to become of one. */
export const refundRoutes = () =>
  orders
    .people()
    .use(signedIn<Deps>(), operator<Deps>())
    .get('/', validate('query', Page), async (c) => {
      const { items, nextCursor } = await listRefunds(c.var.deps, c.req.valid('query'))
      return c.json({ items: items.map(view), nextCursor })
    })
    .post('/:id/retry', validate('param', RefundParam), validate('json', Retry), idempotent<Deps>(), async (c) => {
      const { deps, person, trace, later } = c.var
      const { reason, atOwnExpense } = c.req.valid('json')
      const by = { operator: person, reason }
      const retry = atOwnExpense ? bearFailedRefund : retryFailedRefund
      const listed = await retry(deps, c.req.valid('param').id, by, trace)
      later(deps.outbox.nudge())
      return c.json(view(listed))
    })
    .post('/:id/settle', validate('param', RefundParam), validate('json', Ruling), idempotent<Deps>(), async (c) => {
      const { deps, person, trace, later } = c.var
      const by = { operator: person, ...c.req.valid('json') }
      const listed = await settleFailedRefund(deps, c.req.valid('param').id, by, trace)
      later(deps.outbox.nudge())
      return c.json(view(listed))
    })
