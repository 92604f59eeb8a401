import * as z from 'zod'
import { idempotent } from '#shared/http/idempotency'
import { Problem } from '#shared/http/problem'
import { onBehalf, signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import { idOf } from '#shared/ids'
import { openCheckout } from '../commands/open-checkout.ts'
import type { Deps } from '../deps.ts'
import type { Payment, PaymentState } from '../payment.ts'
import { payments } from './service.ts'

const OpenCheckout = z.strictObject({ order: idOf('order') })
const OrderParam = z.object({ order: idOf('order') })

type Shown = Exclude<PaymentState, 'awaited' | 'opening' | 'closed'> | 'none'

/** As a buyer sees it: until there is a page to pay on, and after it was closed unpaid, there is nothing. */
const shown = (state: PaymentState): Shown => {
  switch (state) {
    case 'awaited':
    case 'opening':
    case 'closed':
      return 'none'
    case 'open':
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'failed':
      return state
  }
}

const view = ({ order, state, url }: Payment) => ({ order, state: shown(state), url: state === 'open' ? url : null })

/** The buyer's way to pay for an order of their own. */
export const checkoutRoutes = () =>
  payments
    .people()
    .post('/', signedIn<Deps>(), validate('json', OpenCheckout), idempotent(), async (c) => {
      const { deps, person, trace } = c.var
      c.var.about({ order: c.req.valid('json').order })
      const asking = { order: c.req.valid('json').order, buyer: person.id, headers: onBehalf(c) }
      return c.json(view(await openCheckout(deps, asking, trace)), 201)
    })
    .get('/:order', signedIn<Deps>(), validate('param', OrderParam), async (c) => {
      const payment = await c.var.deps.payments.findOwn(c.req.valid('param').order, c.var.person.id)
      if (!payment) throw new Problem('not-found')
      return c.json(view(payment))
    })
