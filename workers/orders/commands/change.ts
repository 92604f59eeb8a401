import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Sql } from '#shared/postgres/db'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Change, cancel, claim, extend, type Order } from '../order.ts'
import type { Read } from '../store/orders.ts'

type Decide = (order: Order, now: Date) => Change | undefined

const TRIES = 5

/** Where the order is found for whoever asks, and what is written down beside the decision. */
type Access<Found extends Read> = {
  find(): Promise<Found | undefined>
  note?: ((q: Sql) => PromiseLike<unknown>) | undefined
}

/** Load, decide, save: again from the start when somebody else changed the order meanwhile. */
export const changeOrder = async <Found extends Read>(
  { orders }: Pick<Deps, 'orders'>,
  { find, note }: Access<Found>,
  decide: Decide,
  trace: Trace,
): Promise<Found> => {
  for (let attempt = 1; ; attempt++) {
    const found = await find()
    if (!found) throw new Problem('not-found')
    const change = decide(found.order, found.now)
    if (!change) return found
    try {
      await orders.save(found.order, change, trace, note)
      return { ...found, order: { ...change.order, version: found.order.version + change.says.length } }
    } catch (error) {
      if (signalOf(error) !== 'overtaken') throw error
      if (attempt === TRIES) throw new Problem('order-changed')
    }
  }
}

const changeOwn =
  (decide: Decide) => (deps: Pick<Deps, 'orders'>, id: Id<'order'>, buyer: Id<'account'>, trace: Trace) =>
    changeOrder(deps, { find: () => deps.orders.findOwn(id, buyer) }, decide, trace)

/** Gives the buyer two more minutes. */
export const extendHold = changeOwn(extend)

/** Lets the units go back on sale. */
export const cancelHold = changeOwn(cancel)

/** Takes tickets that cost nothing. */
export const claimTickets = changeOwn(claim)
