import { t } from '@lingui/core/macro'
import type { SaleView } from '../../api/money-types.ts'
import { formatCount } from '../../format/count.ts'
import { formatPrice } from '../../format/money.ts'
import { seatName } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { type Left, leftOf, type RefundDraft } from './refund-draft.ts'

type Props = { sale: SaleView; draft: RefundDraft; onChange: (change: Partial<RefundDraft>) => void }

const Seats = ({ left, draft, onChange }: Omit<Props, 'sale'> & { left: Left }) => {
  const inside = new Set(left.admitted.seats.map(seatName))
  return (
    <ul className="mt-2 flex flex-col">
      {left.seats.map((seat) => {
        const name = seatName(seat)
        const isChosen = draft.seats.includes(name)
        return (
          <li key={name}>
            <label className="flex min-h-11 cursor-pointer items-center gap-3">
              <input
                type="checkbox"
                className="size-5 accent-(--brand)"
                checked={isChosen}
                onChange={() =>
                  onChange({ seats: isChosen ? draft.seats.filter((other) => other !== name) : [...draft.seats, name] })
                }
              />
              {name}
              {inside.has(name) && <Badge>{t`Somebody is inside with it`}</Badge>}
            </label>
          </li>
        )
      })}
    </ul>
  )
}

/** Which of what is left of an order: so many, or these seats. */
export const ChooseTickets = ({ sale, draft, onChange }: Props) => (
  <ul
    id="refund-tickets"
    tabIndex={-1}
    aria-label={t`Which tickets`}
    className="divide-y divide-line rounded-xl border border-line px-4"
  >
    {leftOf(sale).map((left) => (
      <li key={left.ticketType} className="py-3">
        <div className="flex items-center justify-between gap-3">
          <div>
            <p className="font-bold">{left.name}</p>
            <p className="text-sm text-muted tabular-nums">{t`${formatPrice(left.price)}, ${left.count} left`}</p>
            {left.admitted.count > 0 && (
              <p className="text-sm text-muted tabular-nums">{t`Let in with them: ${formatCount(left.admitted.count)}`}</p>
            )}
          </div>
          {left.seats.length === 0 && (
            <Stepper
              id={`refund-${left.ticketType}`}
              label={left.name}
              value={draft.quantities[left.ticketType] ?? 0}
              max={left.count}
              onChange={(quantity) => onChange({ quantities: { ...draft.quantities, [left.ticketType]: quantity } })}
            />
          )}
        </div>
        {left.seats.length > 0 && <Seats left={left} draft={draft} onChange={onChange} />}
      </li>
    ))}
  </ul>
)
