import { t } from '@lingui/core/macro'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { SaleView } from '../../api/money-types.ts'
import type { Id } from '../../api/types.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { RefundLines } from './RefundLines.tsx'
import { SaleActions } from './SaleActions.tsx'
import { stateTones, stateWords, whatWords } from './words.ts'

type Props = { event: Id<'event'>; sale: SaleView }

const Facts = ({ event, sale }: Props) => {
  const { id, items, state, total, frozen, paidAt, buyer, buyerName } = sale
  const seats = items.flatMap((item) => item.seats ?? [])
  return (
    <div className="min-w-0 flex-1 basis-60">
      <h2 className="text-lg tracking-[-0.01em] wrap-anywhere">
        <Link
          to="/sell/$eventId/orders/$orderId"
          params={{ eventId: event, orderId: id }}
          className="underline decoration-edge underline-offset-4 hover:decoration-current"
        >
          {buyerName ?? t`Order …${id.slice(-8)}`}
        </Link>
      </h2>
      <p className="mt-0.5 font-semibold">{whatWords(sale)}</p>
      {seats.length > 0 && <p>{seatWords(seats)}</p>}
      <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={stateTones[state]}>{stateWords(state)}</Badge>
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
  )
}

/**
 * One order. There may be a thousand: only one that changed is drawn again. They come fifty at a time, and so each is laid out once;
 * leaving those off the screen to `content-visibility` made a list of a thousand scroll worse, not better.
 */
export const SaleRow = memo(({ event, sale }: Props) => (
  <li className="rounded-card bg-surface p-5 shadow-raised">
    <SaleActions
      sale={sale}
      around={(buttons, outcome) => (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
            <Facts event={event} sale={sale} />
            {buttons}
          </div>
          <div className="mt-3 empty:hidden">{outcome}</div>
        </>
      )}
    />
    {sale.refunds.length > 0 && <RefundLines refunds={sale.refunds} className="mt-4 border-t border-line pt-4" />}
  </li>
))
