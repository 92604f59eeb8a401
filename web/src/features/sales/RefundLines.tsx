import { plural, t } from '@lingui/core/macro'
import type { RefundView } from '../../api/types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { refundTones, refundWords } from './words.ts'

const RefundLine = ({ refund: { amount, tickets, state, at, reason } }: { refund: RefundView }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
    <span className="font-bold tabular-nums">{formatMoney(amount)}</span>
    <Badge tone={refundTones[state]}>{refundWords(state)}</Badge>
    <span className="text-sm text-muted">
      {tickets > 0 && `${plural(tickets, { one: '# ticket', other: '# tickets' })}, `}
      {ownMoment(at)}, “<span className="wrap-anywhere">{reason}</span>”
    </span>
  </li>
)

/** Every refund of an order, and how far it is. */
export const RefundLines = ({ refunds, className = '' }: { refunds: readonly RefundView[]; className?: string }) => (
  <ul aria-label={t`Refunds`} aria-live="polite" className={`space-y-2 ${className}`}>
    {refunds.map((refund) => (
      <RefundLine key={refund.id} refund={refund} />
    ))}
  </ul>
)
