import type { OrderView } from '../../api/types.ts'

export type Stage =
  | 'held'
  | 'checking'
  | 'confirmed'
  | 'paid'
  | 'expired'
  | 'cancelled'
  | 'declined'
  | 'capture-failed'
  | 'event-cancelled'
  | 'refunded'

/** Where a buyer stands. Coming back from the payment page is a reason to look, never a proof that anything was paid. */
export const stageOf = ({ state, because }: Pick<OrderView, 'state' | 'because'>, isBack: boolean): Stage => {
  switch (state) {
    case 'held':
      return isBack ? 'checking' : 'held'
    case 'confirmed':
    case 'paid':
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
export const askAgainAfter = (stage: Stage, answers: number, untilExpiryMs: number): number | false => {
  switch (stage) {
    case 'held':
      return Math.min(15 * second, Math.max(second / 2, untilExpiryMs + 50))
    case 'checking':
    case 'confirmed':
      return answers <= 10 ? second : 5 * second
    case 'paid':
    case 'expired':
    case 'cancelled':
    case 'declined':
    case 'capture-failed':
    case 'event-cancelled':
    case 'refunded':
      return false
  }
}
