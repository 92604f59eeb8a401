import { Dialog } from '@base-ui/react/dialog'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ZoomIn, ZoomOut } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { lookAgain } from '../../api/look-again.ts'
import { seatMapQuery } from '../../api/orders.ts'
import type { EventView, RowOfSeats, Seat, TicketType } from '../../api/types.ts'
import { formatPrice, sumOf } from '../../format/money.ts'
import { seatName } from '../../format/seats.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { Problem } from '../shell/Problem.tsx'
import { ChosenSeats } from './ChosenSeats.tsx'
import { Legend } from './Legend.tsx'
import { toggled } from './plan.ts'
import { SeatPlan } from './SeatPlan.tsx'

const sizes = [28, 36, 46, 58]

type Props = {
  event: EventView
  type: TicketType
  chosen: readonly Seat[]
  most: number
  onChange: (seats: readonly Seat[]) => void
  onClose: () => void
}

const Knob = ({
  label,
  children,
  ...rest
}: {
  label: string
  disabled: boolean
  onClick: () => void
  children: ReactNode
}) => (
  <button
    type="button"
    aria-label={label}
    className="grid size-11 place-items-center rounded-full border border-edge hover:bg-sunken disabled:opacity-35"
    {...rest}
  >
    {children}
  </button>
)

/** The plan of a ticket type, to choose from. What is chosen is kept at once; closing only closes. */
export const SeatDialog = ({ event, type, chosen, most, onChange, onClose }: Props) => {
  const map = useQuery({ ...seatMapQuery(event.id), refetchInterval: lookAgain(3_000, 15_000) })
  const title = useRef<HTMLHeadingElement>(null)
  const [zoom, setZoom] = useState(1)
  const [said, setSaid] = useState('')
  const typeName = type.name
  const each = formatPrice(type.price)
  const rows = map.data?.ticketTypes[type.id]

  const toggle = (row: RowOfSeats, number: number) => {
    const { chosen: now, outcome } = toggled(chosen, row, number, most)
    const name = seatName({ ...row, seat: number })
    const count = now.length
    const words = {
      chosen: t`${name}: yours. ${count} of ${most} chosen.`,
      removed: t`${name}: no longer chosen. ${count} of ${most} chosen.`,
      taken: t`${name} is taken.`,
      full: t`You have ${most} already, as many as one person may have. Remove one first.`,
    }
    setSaid(words[outcome])
    if (outcome === 'chosen' || outcome === 'removed') onChange(now)
  }

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-black/55" />
        <Dialog.Popup
          initialFocus={title}
          className="fixed inset-0 flex flex-col bg-surface text-ink shadow-raised sm:inset-6 sm:mx-auto sm:max-w-5xl sm:overflow-hidden sm:rounded-card"
        >
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-4 pb-3 sm:px-6 sm:pt-6">
            <div>
              <Dialog.Title ref={title} tabIndex={-1} className="text-2xl outline-none">
                <Trans>Choose seats: {typeName}</Trans>
              </Dialog.Title>
              <Dialog.Description className="text-muted">
                <Trans>
                  {each} each, up to {most}. Best rows first.
                </Trans>
              </Dialog.Description>
            </div>
            <div className="flex items-center gap-2 max-sm:w-full max-sm:justify-between">
              <Legend />
              <span className="flex gap-2 sm:ml-4">
                <Knob label={t`Smaller seats`} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
                  <ZoomOut aria-hidden="true" className="size-5" />
                </Knob>
                <Knob label={t`Larger seats`} disabled={zoom === sizes.length - 1} onClick={() => setZoom(zoom + 1)}>
                  <ZoomIn aria-hidden="true" className="size-5" />
                </Knob>
              </span>
            </div>
          </div>
          {rows ? (
            <SeatPlan rows={rows} chosen={chosen} size={sizes[zoom] ?? 36} onToggle={toggle} />
          ) : (
            <div className="grid flex-1 place-items-center border-y border-line p-6">
              {map.isError ? (
                <Problem error={map.error} />
              ) : map.isPending ? (
                <Spinner className="size-9 text-brand" />
              ) : (
                <p>
                  <Trans>There are no seats to choose from now.</Trans>
                </p>
              )}
            </div>
          )}
          <div className="space-y-3 px-4 py-4 sm:px-6">
            <p role="status" className="min-h-6 text-sm font-semibold">
              {said}
            </p>
            {chosen.length > 0 && (
              <ChosenSeats
                label={t`Chosen seats`}
                inOneLine
                seats={chosen.toReversed()}
                onRemove={(seat) => onChange(chosen.filter((one) => one !== seat))}
              />
            )}
            <div className="flex items-center justify-between gap-4">
              <p className="figure text-2xl">
                {chosen.length === 0
                  ? t`None chosen`
                  : formatPrice(sumOf([{ price: type.price, quantity: chosen.length }], event.currency))}
              </p>
              <Dialog.Close className={buttonLook('primary', 'large')}>
                <Trans>Done</Trans>
              </Dialog.Close>
            </div>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
