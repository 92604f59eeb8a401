import { t } from '@lingui/core/macro'
import { X } from 'lucide-react'
import type { Seat } from '../../api/types.ts'
import { seatName } from '../../format/seats.ts'

/** `inOneLine`: where there is little room, they scroll sideways. */
type Props = { label: string; inOneLine?: boolean; seats: readonly Seat[]; onRemove: (seat: Seat) => void }

const removes = (seat: string) => t`Remove ${seat}`

/** The seats somebody chose by name, each with a way to let it go. */
export const ChosenSeats = ({ label, inOneLine = false, seats, onRemove }: Props) => (
  <ul
    aria-label={label}
    className={`flex gap-2 ${inOneLine ? '-mx-4 overflow-x-auto px-4 py-1 sm:-mx-6 sm:px-6' : 'flex-wrap'}`}
  >
    {seats.map((seat) => (
      <li
        key={seatName(seat)}
        className={`flex items-center rounded-3xl border border-edge bg-surface py-0.5 pl-3.5 text-[0.95rem] font-semibold ${inOneLine ? 'shrink-0' : 'max-w-full min-w-0'}`}
      >
        <span className="min-w-0 wrap-anywhere">{seatName(seat)}</span>
        <button
          type="button"
          aria-label={removes(seatName(seat))}
          className="ml-1 grid size-9 shrink-0 place-items-center rounded-full hover:bg-sunken"
          onClick={() => onRemove(seat)}
        >
          <X aria-hidden="true" className="size-4" />
        </button>
      </li>
    ))}
  </ul>
)
