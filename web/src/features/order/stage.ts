import type { OrderView } from '../../api/types.ts'

export type Stage =
  | 'held'
  | 'checking'
  | 'confirmed'
  | 'paid'
  | 'frozen'
  | 'called-off'
  | 'expired'
  | 'cancelled'
  | 'declined'
  | 'capture-failed'
  | 'event-cancelled'
  | 'refunded'

type Standing = Pick<OrderView, 'state' | 'because' | 'frozen'> & { event: Pick<OrderView['event'], 'cancelled'> }

/** Where a buyer stands. Coming back from the payment page is a reason to look, never a proof that anything was paid. */
export const stageOf = ({ state, because, frozen, event }: Standing, isBack: boolean): Stage => {
  switch (state) {
    case 'held':
      return isBack ? 'checking' : 'held'
    case 'paid':
      if (event.cancelled) return 'called-off'
      return frozen ? 'frozen' : 'paid'
    case 'confirmed':
    case 'refunded':
      return state
    case 'released':
      return because ?? 'cancelled'
  }
}

const second = 1_000

/**
 * How long to wait before asking again; false when nothing can change any more.
 * While somebody waits for their payment: every second ten times, then every five.
 */
export const askAgainAfter = (
  stage: Stage,
  answers: number,
  untilExpiryMs: number,
  refunds: Pick<OrderView['refunds'][number], 'state'>[] = [],
): number | false => {
  switch (stage) {
    case 'held':
      return Math.min(15 * second, Math.max(second / 2, untilExpiryMs + 50))
    case 'checking':
    case 'confirmed':
      return answers <= 10 ? second : 5 * second
    case 'called-off':
      return 5 * second
    case 'paid':
    case 'frozen':
    case 'refunded':
      return refunds.some(({ state }) => state === 'under-way') ? 5 * second : false
    case 'expired':
    case 'cancelled':
    case 'declined':
    case 'capture-failed':
    case 'event-cancelled':
      return false
  }
}
