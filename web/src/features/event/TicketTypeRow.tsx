import type { Stock, TicketType } from '../../api/types.ts'
import { shortMoment } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import type { SalesWindow } from './sales-window.ts'
import { levelOf } from './stock.ts'

type Props = {
  type: TicketType
  timeZone: string
  stock: Stock | undefined
  sales: SalesWindow
  quantity: number
  most: number
  refused: boolean
  onChange: (quantity: number) => void
}

const Note = ({ type, timeZone, stock, sales }: Pick<Props, 'type' | 'timeZone' | 'stock' | 'sales'>) => {
  if (sales.state === 'upcoming') return <p>On sale from {shortMoment(sales.from, timeZone)}</p>
  if (sales.state === 'ended') return <p>Sales have ended</p>
  const few = levelOf(stock) === 'few' && stock
  return (
    <>
      {few && <p className="font-semibold text-warn">Only {few.available} left</p>}
      <p>
        {type.maxPerOrder === 1 ? 'One per order' : `Up to ${type.maxPerOrder} per order`}
        {type.salesEndAt && <>, until {shortMoment(type.salesEndAt, timeZone)}</>}
      </p>
    </>
  )
}

export const TicketTypeRow = ({ type, timeZone, stock, sales, quantity, most, refused, onChange }: Props) => {
  const soldOut = levelOf(stock) === 'sold-out'
  return (
    <li className="flex items-center justify-between gap-4 py-4">
      <div className="min-w-0">
        <h3 className="text-lg tracking-[-0.01em]">{type.name}</h3>
        <p className="text-lg font-bold tabular-nums">{formatPrice(type.price)}</p>
        <div className="mt-0.5 text-sm text-muted">
          <Note type={type} timeZone={timeZone} stock={stock} sales={sales} />
        </div>
        {refused && !soldOut && <p className="text-sm font-semibold text-bad">Not enough of these are left</p>}
      </div>
      {soldOut && sales.state === 'open' ? (
        <Badge>Sold out</Badge>
      ) : (
        sales.state === 'open' && (
          <Stepper id={`quantity-${type.id}`} label={type.name} value={quantity} max={most} onChange={onChange} />
        )
      )}
    </li>
  )
}
