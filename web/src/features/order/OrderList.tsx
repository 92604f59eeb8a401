import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { ordersQuery } from '../../api/orders.ts'
import type { OrderView } from '../../api/types.ts'
import { shortDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { type Stage, stageOf } from './stage.ts'

const badges: Record<Stage, { tone: 'plain' | 'good' | 'warn' | 'bad' | 'glow'; label: string }> = {
  held: { tone: 'glow', label: 'On hold' },
  checking: { tone: 'glow', label: 'On hold' },
  confirmed: { tone: 'good', label: 'Payment under way' },
  paid: { tone: 'good', label: 'Paid' },
  frozen: { tone: 'warn', label: 'Frozen' },
  'called-off': { tone: 'bad', label: 'Event cancelled' },
  expired: { tone: 'plain', label: 'Hold ended' },
  cancelled: { tone: 'plain', label: 'Released' },
  declined: { tone: 'bad', label: 'Declined' },
  'capture-failed': { tone: 'bad', label: 'Payment failed' },
  'event-cancelled': { tone: 'plain', label: 'Event cancelled' },
  refunded: { tone: 'plain', label: 'Refunded' },
}

/** What a buyer should know about an order besides its state. */
const Asides = ({ order: { state, refunds } }: { order: OrderView }) => (
  <>
    {refunds.some((refund) => refund.state === 'failed') ? (
      <Badge tone="bad">
        <Trans>Refund being looked into</Trans>
      </Badge>
    ) : refunds.some((refund) => refund.state === 'under-way') ? (
      <Badge>
        <Trans>Refund under way</Trans>
      </Badge>
    ) : (
      state === 'paid' &&
      refunds.length > 0 && (
        <Badge>
          <Trans>Partly refunded</Trans>
        </Badge>
      )
    )}
  </>
)

const OrderRow = ({ order }: { order: OrderView }) => {
  const { tone, label } = badges[stageOf(order, false)]
  const { event } = order
  return (
    <li className="relative flex items-center gap-4 rounded-card bg-surface p-3 pr-4 shadow-raised has-[a:focus-visible]:outline-3 has-[a:focus-visible]:outline-brand">
      <Artwork id={event.id} className="size-20 shrink-0 rounded-xl sm:h-24 sm:w-36" />
      <div className="min-w-0 flex-1">
        <h2 className="line-clamp-2 text-lg sm:text-xl">
          <Link
            to="/orders/$orderId"
            params={{ orderId: order.id }}
            className="outline-none after:absolute after:inset-0"
          >
            {event.title}
          </Link>
        </h2>
        <p className="text-muted">
          {shortDay(event.startsAt, event.timeZone)} · {timeWithZone(event.startsAt, event.timeZone)}
        </p>
        {order.items.some(({ seats }) => seats) && (
          <p className="font-semibold">{seatWords(order.items.flatMap(({ seats }) => seats ?? []))}</p>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={tone}>{label}</Badge>
          <Asides order={order} />
          <span className="tabular-nums">
            {order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')} · {formatPrice(order.total)}
          </span>
        </p>
      </div>
      <ChevronRight aria-hidden="true" className="size-5 shrink-0 text-muted" />
    </li>
  )
}

export const OrderList = () => {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError, error } =
    useSuspenseInfiniteQuery(ordersQuery)
  const orders = data.pages.flatMap(({ items }) => items)

  return (
    <Page title={t`My tickets`} width="reading">
      <Heading>
        <Trans>My tickets</Trans>
      </Heading>
      <div className="mt-8">
        {orders.length === 0 ? (
          <EmptyState
            picture={<LogoMark className="size-14" />}
            title={t`No tickets yet`}
            action={
              <Link to="/" className={buttonLook()}>
                <Trans>Discover events</Trans>
              </Link>
            }
          >
            <Trans>What you put on hold or buy appears here.</Trans>
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-4">
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
        )}
        {isFetchNextPageError && <Problem error={error} />}
        {hasNextPage && (
          <Button variant="secondary" className="mt-6" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        )}
      </div>
    </Page>
  )
}
