import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { memo, useState } from 'react'
import type { SaleView } from '../../api/money-types.ts'
import type { OrderState, RefundState, RefundView } from '../../api/types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney, formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { RefundDialog } from './RefundDialog.tsx'

const tones = { held: 'glow', confirmed: 'glow', paid: 'good', refunded: 'plain', released: 'plain' } as const

const stateWords = (state: OrderState): string =>
  ({
    held: t`On hold`,
    confirmed: t`Being paid`,
    paid: t`Paid`,
    refunded: t`Refunded`,
    released: t`Released`,
  })[state]

const refundTones = { 'under-way': 'glow', done: 'good', failed: 'bad' } as const

const refundWords = (state: RefundState): string =>
  ({ 'under-way': t`Under way`, done: t`Done`, failed: t`Failed, being looked into` })[state]

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

const isRefundable = ({ state, refundable, passes }: SaleView) =>
  state === 'paid' && (refundable.amount > 0 || passes.some((pass) => pass.state !== 'void'))

/**
 * One order. There may be a thousand: only one that changed is drawn again. They come fifty at a time, and so each is laid out once;
 * leaving those off the screen to `content-visibility` made a list of a thousand scroll worse, not better.
 */
export const SaleRow = memo(({ sale }: { sale: SaleView }) => {
  const [isOpen, setOpen] = useState(false)
  const [wasOpen, setWasOpen] = useState(false)
  const { id, items, state, total, refunds, frozen, paidAt, buyer } = sale
  const what = items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')
  const seats = items.flatMap((item) => item.seats ?? [])
  return (
    <li className="rounded-card bg-surface p-5 shadow-raised">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-lg tracking-[-0.01em]">{what}</h2>
          {seats.length > 0 && <p className="font-semibold">{seatWords(seats)}</p>}
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={tones[state]}>{stateWords(state)}</Badge>
            {frozen && <Badge tone="warn">{t`Disputed`}</Badge>}
            <span className="text-muted tabular-nums">
              {formatPrice(total)}
              {paidAt && (
                <>
                  , <time dateTime={paidAt}>{ownMoment(paidAt)}</time>
                </>
              )}
            </span>
          </p>
          <p className="mt-1 flex flex-wrap gap-x-4">
            <ShortId label={t`Order`} id={id} />
            <ShortId label={t`Buyer`} id={buyer} />
          </p>
        </div>
        {isRefundable(sale) && (
          <Button
            variant="secondary"
            aria-label={t`Refund order ${id.slice(-8)}: ${what}`}
            onClick={() => {
              setWasOpen(true)
              setOpen(true)
            }}
          >
            <Trans>Refund</Trans>
          </Button>
        )}
      </div>
      {refunds.length > 0 && (
        <ul aria-label={t`Refunds`} aria-live="polite" className="mt-4 space-y-2 border-t border-line pt-4">
          {refunds.map((refund) => (
            <RefundLine key={refund.id} refund={refund} />
          ))}
        </ul>
      )}
      {wasOpen && <RefundDialog sale={sale} isOpen={isOpen} onOpenChange={setOpen} />}
    </li>
  )
})
