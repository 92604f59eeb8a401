import { t } from '@lingui/core/macro'
import type { WholeSaleView } from '../../api/money-types.ts'
import { refundSteps, type Step } from '../order/Timeline.tsx'

const paid = ({ state, total, paidAt }: WholeSaleView): Step => {
  if (state === 'confirmed') return { key: 'paid', label: t`Payment under way`, state: 'now' }
  return { key: 'paid', label: total.amount === 0 ? t`Tickets taken` : t`Paid`, at: paidAt, state: 'done' }
}

const resends = ({ resends }: WholeSaleView): Step[] =>
  resends.map(({ at, by }) => ({
    key: at,
    label: by === 'buyer' ? t`Tickets sent again, as the buyer wished` : t`Tickets sent again by you`,
    at,
    state: 'done',
  }))

/** What happened to an order, as its seller is told: after it was paid, by the clock. */
export const stepsOf = (sale: WholeSaleView): Step[] => {
  const later = [
    ...refundSteps(sale.refunds),
    ...resends(sale),
    ...(sale.frozenAt
      ? [{ key: 'frozen', label: t`Frozen by a dispute`, at: sale.frozenAt, state: 'bad' } satisfies Step]
      : []),
  ]
  const held: Step = { key: 'held', label: t`Put on hold`, at: sale.heldAt, state: 'done' }
  return [held, paid(sale), ...later.toSorted((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? ''))]
}
