import type { Payment, PaymentState } from '../payment.ts'
import type { Timed } from '../store/payments.ts'

type Shown = Exclude<PaymentState, 'awaited' | 'taken'> | 'none' | 'queued'

/** A place is kept for half a minute after its time (drizzle/payments/meter.sql). */
const KEPT_MS = 30_000

const isQueued = ({ state, slotAt }: Payment, now: Date) =>
  state === 'awaited' && slotAt !== null && slotAt.getTime() + KEPT_MS > now.getTime()

/** As a buyer sees it. What was charged at once is shown as set aside: it is theirs until the order has won its tickets. */
const shown = (payment: Payment, now: Date): Shown => {
  switch (payment.state) {
    case 'awaited':
      return isQueued(payment, now) ? 'queued' : 'none'
    case 'taken':
      return 'authorized'
    case 'opening':
    case 'open':
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'returning':
    case 'returned':
    case 'closed':
    case 'failed':
      return payment.state
  }
}

/** How far the money for an order is; while `queued`, from when on a page can be had. */
export const checkoutView = ({ payment, now }: Timed) => {
  const opensAt = isQueued(payment, now) && payment.slotAt ? payment.slotAt.toISOString() : null
  return {
    order: payment.order,
    state: shown(payment, now),
    url: payment.state === 'open' ? payment.url : null,
    queue: opensAt === null ? null : { opensAt, now: now.toISOString() },
  }
}
