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

type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'glow'

const tones: Record<Stage, Tone> = {
  held: 'glow',
  checking: 'glow',
  confirmed: 'good',
  paid: 'good',
  frozen: 'warn',
  'called-off': 'bad',
  expired: 'plain',
  cancelled: 'plain',
  declined: 'bad',
  'capture-failed': 'bad',
  'event-cancelled': 'plain',
  refunded: 'plain',
}

const labels = (): Record<Stage, string> => ({
  held: t`On hold`,
  checking: t`On hold`,
  confirmed: t`Payment under way`,
  paid: t`Paid`,
  frozen: t`Frozen`,
  'called-off': t`Event cancelled`,
  expired: t`Hold ended`,
  cancelled: t`Released`,
  declined: t`Declined`,
  'capture-failed': t`Payment failed`,
  'event-cancelled': t`Event cancelled`,
  refunded: t`Refunded`,
})

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

/** What still leads somewhere is in colour. */
const live: Partial<Record<Stage, true>> = { held: true, checking: true, confirmed: true, paid: true }

const OrderRow = ({ order }: { order: OrderView }) => {
  const stage = stageOf(order, false)
  const { event } = order
  return (
    <li className="relative flex items-center gap-4 rounded-card bg-surface p-3 pr-4 shadow-raised has-[a:focus-visible]:outline-3 has-[a:focus-visible]:outline-brand">
      <Artwork
        id={event.id}
        className={`size-20 shrink-0 rounded-xl sm:h-24 sm:w-36 ${stage in live ? '' : 'opacity-55 grayscale'}`}
      />
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
          <Badge tone={tones[stage]}>{labels()[stage]}</Badge>
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
