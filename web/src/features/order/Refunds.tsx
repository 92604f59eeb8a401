import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { OrderView, RefundState, RefundView } from '../../api/types.ts'
import { ownDay } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'

const tones: Record<RefundState, 'glow' | 'good' | 'bad'> = { 'under-way': 'glow', done: 'good', failed: 'bad' }

const states = (): Record<RefundState, { label: string; words: string }> => ({
  'under-way': { label: t`Under way`, words: t`We are sending it back.` },
  done: { label: t`Sent back`, words: t`It is with your bank, which may take up to ten days to show it.` },
  failed: {
    label: t`Being looked into`,
    words: t`It did not get through. Somebody is looking into it; you need not do anything.`,
  },
})

const what = ({ tickets }: RefundView) =>
  tickets === 0 ? t`your tickets stay valid` : plural(tickets, { one: 'for # ticket', other: 'for # tickets' })

const Refund = ({ refund }: { refund: RefundView }) => {
  const { label, words } = states()[refund.state]
  return (
    <li className="py-4 first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <strong className="text-lg tabular-nums">{formatMoney(refund.amount)}</strong>
        <Badge tone={tones[refund.state]}>{label}</Badge>
        <span className="text-muted">
          {what(refund)}, {ownDay(refund.at)}
        </span>
      </p>
      <p>{words}</p>
      <p className="text-muted wrap-anywhere">“{refund.reason}”</p>
    </li>
  )
}

/** Money that went back or is going, and how far it is. */
export const Refunds = ({ order }: { order: OrderView }) =>
  order.refunds.length > 0 && (
    <section aria-labelledby="refunds" aria-live="polite" className="rounded-card bg-surface p-5 shadow-raised sm:p-6">
      <h2 id="refunds" className="mb-4 text-section">
        <Trans>Money back</Trans>
      </h2>
      <ul className="divide-y divide-line">
        {order.refunds.map((refund) => (
          <Refund key={refund.id} refund={refund} />
        ))}
      </ul>
    </section>
  )
