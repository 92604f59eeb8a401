import { useState } from 'react'
import type { SaleView } from '../../api/money-types.ts'
import type { OrderState, RefundState, RefundView } from '../../api/types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney, formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { RefundDialog } from './RefundDialog.tsx'

const states: Record<OrderState, { tone: 'good' | 'glow' | 'plain'; label: string }> = {
  held: { tone: 'glow', label: 'On hold' },
  confirmed: { tone: 'glow', label: 'Being paid' },
  paid: { tone: 'good', label: 'Paid' },
  refunded: { tone: 'plain', label: 'Refunded' },
  released: { tone: 'plain', label: 'Released' },
}

const refundStates: Record<RefundState, { tone: 'glow' | 'good' | 'bad'; label: string }> = {
  'under-way': { tone: 'glow', label: 'Under way' },
  done: { tone: 'good', label: 'Done' },
  failed: { tone: 'bad', label: 'Failed, being looked into' },
}

const RefundLine = ({ refund: { amount, tickets, state, at, reason } }: { refund: RefundView }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
    <span className="font-bold tabular-nums">{formatMoney(amount)}</span>
    <Badge tone={refundStates[state].tone}>{refundStates[state].label}</Badge>
    <span className="text-sm text-muted">
      {tickets > 0 && `${tickets === 1 ? '1 ticket' : `${tickets} tickets`}, `}
      {ownMoment(at)}, “<span className="wrap-anywhere">{reason}</span>”
    </span>
  </li>
)

const isRefundable = ({ state, refundable, passes }: SaleView) =>
  state === 'paid' && (refundable.amount > 0 || passes.some((pass) => pass.state !== 'void'))

export const SaleRow = ({ sale }: { sale: SaleView }) => {
  const [isOpen, setOpen] = useState(false)
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
            <Badge tone={states[state].tone}>{states[state].label}</Badge>
            {frozen && <Badge tone="warn">Disputed</Badge>}
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
            <ShortId label="Order" id={id} />
            <ShortId label="Buyer" id={buyer} />
          </p>
        </div>
        {isRefundable(sale) && (
          <Button
            variant="secondary"
            aria-label={`Refund order ${id.slice(-8)}: ${what}`}
            onClick={() => setOpen(true)}
          >
            Refund
          </Button>
        )}
      </div>
      {refunds.length > 0 && (
        <ul aria-label="Refunds" aria-live="polite" className="mt-4 space-y-2 border-t border-line pt-4">
          {refunds.map((refund) => (
            <RefundLine key={refund.id} refund={refund} />
          ))}
        </ul>
      )}
      <RefundDialog sale={sale} isOpen={isOpen} onOpenChange={setOpen} />
    </li>
  )
}
