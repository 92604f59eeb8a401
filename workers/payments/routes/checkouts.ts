import * as z from 'zod'
import { idempotent } from '#shared/http/idempotency'
import { Problem } from '#shared/http/problem'
import { onBehalf, signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { openCheckout } from '../commands/open-checkout.ts'
import type { Deps } from '../deps.ts'
import { checkoutView } from './checkout-view.ts'
import { payments } from './service.ts'

const OpenCheckout = z.strictObject({ order: idOf('order') })
const OrderParam = z.object({ order: idOf('order') })

/** The buyer's way to pay for an order of their own. */
export const checkoutRoutes = () =>
  payments
    .people()
    .post('/', signedIn<Deps>('buyer'), validate('json', OpenCheckout), idempotent(), async (c) => {
      const { deps, person, trace } = c.var
      c.var.about({ order: c.req.valid('json').order })
      const asking = { order: c.req.valid('json').order, buyer: person.id, headers: onBehalf(c) }
      return c.json(checkoutView(await openCheckout(deps, asking, trace)), 201)
    })
    .get('/:order', signedIn<Deps>('buyer'), validate('param', OrderParam), async (c) => {
      const payment = await c.var.deps.payments.findOwn(c.req.valid('param').order, c.var.person.id)
      if (!payment) throw new Problem('not-found')
      return c.json(checkoutView(payment))
    })
