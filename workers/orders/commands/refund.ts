import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import { type ActionName, noteActions } from '#shared/postgres/operator-actions'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Change, isBought, type Order, type Refund } from '../order.ts'
import { askRefund, type RefundWish, retryRefund, settleRefund } from '../refund.ts'
import type { ListedRefund } from '../store/refunds.ts'
import type { Sold } from '../store/sales.ts'
import { changeOrder } from './change.ts'
import { findForSeller } from './sales.ts'

type RefundDeps = Pick<Deps, 'orders' | 'sales' | 'refunds' | 'schema'>
type Ruling = { operator: Person; reason: string }

const audit = ({ schema }: RefundDeps, action: ActionName, refund: Id<'refund'>, { operator, reason }: Ruling) =>
  noteActions(schema, operator, [{ action, letter: refund, message: null, type: null, reason }])

/** Gives money back for a sold order: by its seller, or by an operator, who answers for it. */
export const refundOrder = async (
  deps: RefundDeps,
  id: Id<'order'>,
  wish: Omit<RefundWish, 'because' | 'key'>,
  { person, key }: { person: Person; key: string },
  trace: Trace,
): Promise<Sold> => {
  const refund = newId('refund')
  const found = await findForSeller(deps, id, person)
  if (!found) throw new Problem('not-found')
  const own = found.order.event.seller === person.id
  const because = own ? 'seller' : 'operator'
  const note = own ? undefined : audit(deps, 'refund', refund, { operator: person, reason: wish.reason })
  const find = () => findForSeller(deps, id, person)
  return changeOrder(
    deps,
    { find, note },
    (order, now) => askRefund(order, { ...wish, because, key: `${person.id}/${key}` }, refund, now),
    trace,
  )
}

const ruling =
  (action: ActionName, decide: (order: Order, refund: Id<'refund'>, now: Date) => Change) =>
  async (deps: RefundDeps, refund: Id<'refund'>, by: Ruling, trace: Trace): Promise<ListedRefund> => {
    const id = await deps.refunds.orderOf(refund)
    if (!id) throw new Problem('not-found')
    const access = { find: () => deps.orders.find(id), note: audit(deps, action, refund, by) }
    const { order } = await changeOrder(deps, access, (order, now) => decide(order, refund, now), trace)
    const changed: Refund | undefined = isBought(order) ? order.refunds.find((one) => one.id === refund) : undefined
    if (!changed) throw new Error(`${refund} is not where it was`)
    return { refund: changed, order: id, event: order.event.id, currency: order.total.currency }
  }

/** Has payments try a refund again that failed: as it was asked for, or at the installation's own expense. */
export const retryFailedRefund = ruling('retry-refund', (order, refund, now) => retryRefund(order, refund, now))
export const bearFailedRefund = ruling('bear-refund', (order, refund, now) => retryRefund(order, refund, now, true))

/** Notes that the money of a refund that failed went back in another way. */
export const settleFailedRefund = ruling('settle-refund', settleRefund)

/** Refunds in a state, the latest asked first. */
export const listRefunds = async (
  { refunds }: Pick<Deps, 'refunds'>,
  { state, limit, cursor }: { state: Refund['state']; limit: number; cursor?: Id<'refund'> | undefined },
) => {
  const found = await refunds.list(state, limit + 1, cursor)
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.refund.id ?? null) : null }
}
