import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { askForTickets } from '../resend.ts'
import type { Resend, SoldOne } from '../store/sales.ts'

type ResendDeps = Pick<Deps, 'sales' | 'resends'>

const TRIES = 5

const tooOften = (seconds: number) =>
  new Problem(
    'too-many-requests',
    'These tickets were sent again three times within the hour',
    {},
    {
      'Retry-After': String(seconds),
    },
  )

/**
 * Has an order's tickets sent to its buyer once more. Throws `nothing-to-send` where there are none or nobody to send them to,
 * `too-many-requests` with the wait where that was asked for too often.
 */
const resending =
  (by: Resend['by'], isTheirs: (found: SoldOne, person: Person) => boolean) =>
  async ({ sales, resends }: ResendDeps, id: Id<'order'>, person: Person, trace: Trace): Promise<Id<'resend'>> => {
    for (let attempt = 1; ; attempt++) {
      const found = await sales.find(id)
      if (!found || !isTheirs(found, person)) throw new Problem('not-found')
      const resend = newId('resend')
      const says = askForTickets(found.order, resend)
      if (found.buyerGone) throw new Problem('nothing-to-send', 'The buyer has deleted their account')
      try {
        await resends.ask(found.order, resend, by, says, trace)
        return resend
      } catch (error) {
        if (signalOf(error) !== 'overtaken') throw error
        const seconds = await resends.wait(id)
        if (seconds > 0) throw tooOften(seconds)
        if (attempt === TRIES) throw new Problem('order-changed')
      }
    }
  }

/** Asked for by who bought them. */
export const resendOwn = resending('buyer', ({ order }, person) => order.buyer === person.id)

/** Asked for by who sold them. */
export const resendSold = resending('seller', ({ order }, person) => order.event.seller === person.id)
