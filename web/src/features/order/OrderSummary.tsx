import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { OrderView } from '../../api/types.ts'
import { shortDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice, sumOf } from '../../format/money.ts'
import { seatPhrases } from '../../format/seats.ts'
import { Artwork } from '../event/Artwork.tsx'

/** What the order is about, in the shape of what it will become. */
export const OrderSummary = ({ order }: { order: OrderView }) => (
  <section aria-label={t`Your order`} className="ticket">
    <div className="ticket-cut bg-surface [--stub:4.75rem] print:border print:border-edge">
      <Artwork id={order.event.id} className="h-36 w-full print:hidden" />
      <div className="px-6 pt-5">
        <p className="text-sm font-bold text-brand">
          <time dateTime={order.event.startsAt}>
            {shortDay(order.event.startsAt, order.event.timeZone)} ·{' '}
            {timeWithZone(order.event.startsAt, order.event.timeZone)}
          </time>
        </p>
        <h2 className="mt-1 text-2xl">
          <Link to="/events/$eventId" params={{ eventId: order.event.id }} className="hover:underline">
            {order.event.title}
          </Link>
        </h2>
        <p className="text-muted">
          {order.event.venue}, {order.event.city}
        </p>
        <ul className="mt-4 space-y-1.5 pb-5">
          {order.items.map((item) => (
            <li key={item.ticketType} className="flex justify-between gap-4">
              <span>
                {item.quantity} × {item.name}
                {seatPhrases(item.seats ?? []).map((phrase) => (
                  <span key={phrase} className="block font-bold">
                    {phrase}
                  </span>
                ))}
              </span>
              <span className="tabular-nums">{formatPrice(sumOf([item], order.total.currency))}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="mx-5 flex h-[4.75rem] items-center justify-between border-t-2 border-dashed border-line px-1">
        <span className="font-bold">
          <Trans>Total</Trans>
        </span>
        <span className="figure text-2xl">{formatPrice(order.total)}</span>
      </div>
    </div>
  </section>
)
