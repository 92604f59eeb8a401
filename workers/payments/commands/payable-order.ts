import * as z from 'zod'
import { Problem } from '#shared/http/problem'
import { type Id, idOf } from '#shared/ids'
import { LEAST_CHARGE, Money } from '#shared/money'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'

/** What we read of an order that we are about to be paid for; orders may show more. */
const PayableOrder = z.object({
  id: idOf('order'),
  state: z.enum(['held', 'confirmed', 'paid', 'released', 'refunded']),
  because: z.string().nullable(),
  total: Money,
  items: z.array(z.object({ name: z.string(), quantity: z.int().positive(), price: Money })),
  event: z.object({ title: z.string(), seller: idOf('account').nullish() }),
  /** When the hold ends. */
  expiresAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
})
export type PayableOrder = z.output<typeof PayableOrder>

export type Asking = { order: Id<'order'>; buyer: Id<'account'>; headers: Record<string, string> }

/** Asks orders as the buyer: a stranger's order is not found there either, and a hold that is over says so itself. */
export const payableOrder = async (
  { orders }: Pick<Deps, 'orders'>,
  { order, headers }: Asking,
  trace: Trace,
): Promise<PayableOrder> => {
  const response = await orders.fetch(`/api/orders/${order}`, { headers, trace }).catch(() => undefined)
  if (response?.status === 404) throw new Problem('not-found')
  if (!response?.ok) throw new Problem('unavailable', 'The order could not be looked up', {}, { 'Retry-After': '2' })
  const found = PayableOrder.parse(await response.json())
  if (found.state === 'released' && found.because === 'expired') throw new Problem('hold-over')
  if (found.state !== 'held') throw new Problem('order-closed', `The order is ${found.state}`, { state: found.state })
  if (found.total.amount === 0) throw new Problem('order-closed', 'This order costs nothing; claim it instead')
  const least = LEAST_CHARGE[found.total.currency]
  if (found.total.amount < least) {
    throw new Problem('price-too-low', 'Stripe takes no payment as small as this', {
      least: { amount: least, currency: found.total.currency },
    })
  }
  return found
}
