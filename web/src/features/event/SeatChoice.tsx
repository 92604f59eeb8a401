import { t } from '@lingui/core/macro'
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
  const { name } = type
  const fetchEarly = () => void SeatDialog.preload?.()
  const remove = (gone: Seat) => onSeats((seats ?? []).filter((seat) => seat !== gone))
  return (
    <div className="mt-3 space-y-3">
      {seats ? (
        <ChosenSeats label={t`Your seats: ${name}`} seats={seats} onRemove={remove} />
      ) : (
        quantity > 0 && (
          <p className="text-sm text-muted">
            {quantity === 1
              ? t`The best seat. You see which when it is on hold.`
              : apart
                ? t`The best seats, apart. You see which when they are on hold.`
                : t`The best seats side by side. You see which when they are on hold.`}
          </p>
        )
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          aria-label={seats ? t`Change seats: ${name}` : t`Choose seats: ${name}`}
          onPointerEnter={fetchEarly}
          onFocus={fetchEarly}
          onClick={() => setOpen(true)}
        >
          <Armchair aria-hidden="true" className="size-5" />
          {seats ? <Trans>Change seats</Trans> : <Trans>Choose seats</Trans>}
        </Button>
        {seats && (
          <Button variant="quiet" aria-label={t`Best seats instead: ${name}`} onClick={() => onSeats([])}>
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
