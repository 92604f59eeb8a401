import { Trans } from '@lingui/react/macro'
import { lazyRouteComponent } from '@tanstack/react-router'
import { Armchair } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { EventView, Seat, TicketType } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { ChosenSeats } from '../seats/ChosenSeats.tsx'

// Most people let the store choose; the plan is fetched when somebody wants to look.
const SeatDialog = lazyRouteComponent(() => import('../seats/SeatDialog.tsx'), 'SeatDialog')

type Props = {
  event: EventView
  type: TicketType
  quantity: number
  seats: readonly Seat[] | null
  apart: boolean
  most: number
  onSeats: (seats: readonly Seat[]) => void
}

/** The best seats side by side, as many as somebody wants; or these seats, by name. */
export const SeatChoice = ({ event, type, quantity, seats, apart, most, onSeats }: Props) => {
  const [isOpen, setOpen] = useState(false)
  const fetchEarly = () => void SeatDialog.preload?.()
  const remove = (gone: Seat) => onSeats((seats ?? []).filter((seat) => seat !== gone))
  return (
    <div className="mt-3 space-y-3">
      {seats ? (
        <ChosenSeats label={`Your seats: ${type.name}`} seats={seats} onRemove={remove} />
      ) : (
        quantity > 0 && (
          <p className="text-sm text-muted">
            {quantity === 1 ? 'The best seat.' : apart ? 'The best seats, apart.' : 'The best seats side by side.'} You
            see which when they are on hold.
          </p>
        )
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          aria-label={`${seats ? 'Change' : 'Choose'} seats: ${type.name}`}
          onPointerEnter={fetchEarly}
          onFocus={fetchEarly}
          onClick={() => setOpen(true)}
        >
          <Armchair aria-hidden="true" className="size-5" />
          {seats ? 'Change seats' : 'Choose seats'}
        </Button>
        {seats && (
          <Button variant="quiet" aria-label={`Best seats instead: ${type.name}`} onClick={() => onSeats([])}>
            <Trans>Best seats instead</Trans>
          </Button>
        )}
      </div>
      {isOpen && (
        <Suspense>
          <SeatDialog
            event={event}
            type={type}
            chosen={seats ?? []}
            most={most}
            onChange={onSeats}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
