import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import type { OrderView } from '../../api/types.ts'
import { longDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Passes } from './Passes.tsx'
import { Refunds } from './Refunds.tsx'
import { RetakenNote } from './RetakenNote.tsx'

const Welcome = ({ order }: { order: OrderView }) => {
  const count = order.passes.filter(({ state }) => state !== 'void').length
  const { event } = order
  return (
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
  )
}

const Tickets = ({ order }: { order: OrderView }) => (
  <>
    <RetakenNote order={order} />
    <Passes order={order} />
    <Refunds order={order} />
    <dl className="grid max-w-md grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-muted">
      <dt>
        <Trans>Paid</Trans>
      </dt>
      <dd className="font-semibold text-ink">{formatPrice(order.total)}</dd>
      <dt>
        <Trans>Order</Trans>
      </dt>
      <dd className="font-mono text-sm leading-6 break-all">{order.id}</dd>
    </dl>
    <div className="flex flex-wrap gap-3">
      <Link to="/orders" className={buttonLook()}>
        <Trans>See all my tickets</Trans>
      </Link>
      <Link to="/" className={buttonLook('secondary')}>
        <Trans>Discover more</Trans>
      </Link>
    </div>
  </>
)

export const Paid = ({ order }: { order: OrderView }) => (
  <>
    <Welcome order={order} />
    <Tickets order={order} />
  </>
)

export const Frozen = ({ order }: { order: OrderView }) => (
  <>
    <p className="max-w-prose text-lg">
      You, or whoever owns the card, told the bank that this payment was not right. Until that is settled, nobody gets
      in with these tickets. If it was a mistake, tell your bank so.
    </p>
    <Tickets order={order} />
  </>
)
