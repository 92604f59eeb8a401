import { Trans } from '@lingui/react/macro'
import type { EventView, Seat, Stock, TicketType } from '../../api/types.ts'
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

const Note = ({ event, type, stock, sales }: Pick<Props, 'event' | 'type' | 'stock' | 'sales'>) => {
  if (sales.state === 'upcoming') return <p>On sale from {shortMoment(sales.from, event.timeZone)}</p>
  if (sales.state === 'ended')
    return (
      <p>
        <Trans>Sales have ended</Trans>
      </p>
    )
  const few = levelOf(stock) === 'few' && stock
  return (
    <>
      {few && <p className="font-semibold text-warn">Only {few.available} left</p>}
      <p>
        {type.maxPerOrder === 1 ? 'One per order' : `Up to ${type.maxPerOrder} per order`}
        {type.salesEndAt && <>, until {shortMoment(type.salesEndAt, event.timeZone)}</>}
      </p>
    </>
  )
}

export const TicketTypeRow = (props: Props) => {
  const { type, stock, sales, quantity, seats, most, refused, onChange } = props
  const soldOut = levelOf(stock) === 'sold-out'
  const isOpen = sales.state === 'open' && !soldOut
  return (
    <li className="py-4">
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <h3 className="text-lg tracking-[-0.01em]">{type.name}</h3>
          <p className="text-lg font-bold tabular-nums">{formatPrice(type.price)}</p>
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
