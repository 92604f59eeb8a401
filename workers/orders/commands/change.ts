import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Change, cancel, claim, extend, type Order } from '../order.ts'
import type { Read } from '../store/orders.ts'

type Decide = (order: Order, now: Date) => Change | undefined

const TRIES = 5

/** Load, decide, save: for the buyer's own order, again from the start when somebody else changed it meanwhile. */
const changeOwn =
  (decide: Decide) =>
  async ({ orders }: Pick<Deps, 'orders'>, id: Id<'order'>, buyer: Id<'account'>, trace: Trace): Promise<Read> => {
    for (let attempt = 1; ; attempt++) {
      const found = await orders.findOwn(id, buyer)
      if (!found) throw new Problem('not-found')
      const change = decide(found.order, found.now)
      if (!change) return found
      try {
        await orders.save(found.order, change, trace)
        return { order: { ...change.order, version: found.order.version + change.says.length }, now: found.now }
      } catch (error) {
        if (signalOf(error) !== 'overtaken') throw error
        if (attempt === TRIES) throw new Problem('order-changed')
      }
    }
  }

/** Gives the buyer two more minutes. */
export const extendHold = changeOwn(extend)

/** Lets the units go back on sale. */
export const cancelHold = changeOwn(cancel)

/** Takes tickets that cost nothing. */
export const claimTickets = changeOwn(claim)
