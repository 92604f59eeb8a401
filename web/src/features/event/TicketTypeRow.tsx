import { Plural, Trans } from '@lingui/react/macro'
import type { EventView, Seat, Stock, TicketType } from '../../api/types.ts'
import { clockText, secondsUntil } from '../../format/countdown.ts'
import { shortMoment } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { SeatChoice } from './SeatChoice.tsx'
import type { SalesWindow } from './sales-window.ts'
import { levelOf } from './stock.ts'

type Props = {
  event: EventView
  type: TicketType
  /** By the store's clock. */
  now: number
  stock: Stock | undefined
  sales: SalesWindow
  quantity: number
  seats: readonly Seat[] | null
  apart: boolean
  most: number
  refused: boolean
  onChange: (quantity: number) => void
  onSeats: (seats: readonly Seat[]) => void
}

const dayMs = 86_400_000

/** When sales begin; with a clock on the last day, so that nobody has to reckon across zones. */
const Upcoming = ({ from, timeZone, now }: { from: string; timeZone: string; now: number }) => {
  const moment = shortMoment(from, timeZone)
  const seconds = secondsUntil(from, now)
  return (
    <>
      {seconds * 1000 < dayMs && (
        <p className="font-semibold text-ink">
          <Trans>
            Opens in <span className="figure">{clockText(seconds)}</span>
          </Trans>
        </p>
      )}
      <p>
        <Trans>On sale from {moment}</Trans>
      </p>
    </>
  )
}

const Most = ({ type, event: { timeZone, maxPerPerson } }: Pick<Props, 'type' | 'event'>) => {
  const until = type.salesEndAt && shortMoment(type.salesEndAt, timeZone)
  return (
    <p>
      <Plural
        value={Math.min(type.maxPerOrder, maxPerPerson ?? type.maxPerOrder)}
        one="One per order"
        other="Up to # per order"
      />
      {until && <Trans>, until {until}</Trans>}
    </p>
  )
}

const Note = ({ event, type, stock, sales, now }: Pick<Props, 'event' | 'type' | 'stock' | 'sales' | 'now'>) => {
  if (sales.state === 'upcoming') return <Upcoming from={sales.from} timeZone={event.timeZone} now={now} />
  if (sales.state === 'ended')
    return (
      <p>
        <Trans>Sales have ended</Trans>
      </p>
    )
  return (
    <>
      {levelOf(stock) === 'few' && stock && (
        <p className="font-semibold text-warn">
          <Plural value={stock.available} one="Only # left" other="Only # left" />
        </p>
      )}
      <Most type={type} event={event} />
    </>
  )
}

export const TicketTypeRow = (props: Props) => {
  const { type, stock, sales, quantity, seats, most, refused, onChange } = props
  const soldOut = levelOf(stock) === 'sold-out'
  const isOpen = sales.state === 'open' && !soldOut
  return (
    <li
      className={`-mx-3 rounded-2xl px-3 py-4 transition-colors duration-300 ${quantity > 0 ? 'bg-brand-soft' : ''} ${isOpen ? '' : 'text-muted'}`}
    >
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <h3 className="text-lg leading-snug wrap-anywhere">{type.name}</h3>
          {type.description && (
            <p className="mt-0.5 mb-1 text-[0.95rem] whitespace-pre-line wrap-anywhere text-muted">
              {type.description}
            </p>
          )}
          <p className="figure text-xl">{formatPrice(type.price)}</p>
          <div className="mt-0.5 text-sm text-muted">
            <Note {...props} />
          </div>
          {refused && !soldOut && !type.seats && (
            <p className="text-sm font-semibold text-bad">
              <Trans>Not enough of these are left</Trans>
            </p>
          )}
        </div>
        {soldOut && sales.state === 'open' && (
          <Badge>
            <Trans>Sold out</Trans>
          </Badge>
        )}
        {isOpen && !seats && (
          <Stepper id={`quantity-${type.id}`} label={type.name} value={quantity} max={most} onChange={onChange} />
        )}
      </div>
      {isOpen && type.seats && <SeatChoice {...props} />}
    </li>
  )
}
