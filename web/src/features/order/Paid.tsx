import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { OrderView } from '../../api/types.ts'
import { longDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { buttonLook } from '../../ui/Button.tsx'

export const Paid = ({ order }: { order: OrderView }) => {
  const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0)
  const { event, total } = order
  const seats = order.items.flatMap((item) => item.seats ?? [])
  return (
    <>
      <div className="flex items-start gap-5">
        <span className="rise grid size-14 shrink-0 place-items-center rounded-full bg-good-soft text-good">
          <Check aria-hidden="true" className="size-8" strokeWidth={3} />
        </span>
        <p className="text-xl">
          {count === 1 ? 'Your ticket' : `Your ${count} tickets`} for <strong>{event.title}</strong>{' '}
          {count === 1 ? 'is' : 'are'} yours. See you on {longDay(event.startsAt, event.timeZone)} at{' '}
          {timeWithZone(event.startsAt, event.timeZone)}, {event.venue}.
        </p>
      </div>
      <dl className="grid max-w-md grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-muted">
        {seats.length > 0 && (
          <>
            <dt>{seats.length === 1 ? 'Seat' : 'Seats'}</dt>
            <dd className="font-semibold text-ink">{seatWords(seats)}</dd>
          </>
        )}
        <dt>Paid</dt>
        <dd className="font-semibold text-ink">{formatPrice(total)}</dd>
        <dt>Order</dt>
        <dd className="font-mono text-sm leading-6 break-all">{order.id}</dd>
      </dl>
      <div className="flex flex-wrap gap-3">
        <Link to="/orders" className={buttonLook()}>
          See all my tickets
        </Link>
        <Link to="/" className={buttonLook('secondary')}>
          Discover more
        </Link>
      </div>
    </>
  )
}
