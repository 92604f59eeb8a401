import { t } from '@lingui/core/macro'
import { memo } from 'react'
import { isFree } from '../../api/seat-map.ts'
import type { RowOfSeats } from '../../api/types.ts'
import { seatName } from '../../format/seats.ts'

type Props = {
  line: number
  row: RowOfSeats
  /** The numbers of the chosen seats of this row, as text: what is equal is not drawn again. */
  chosen: string
  /** The one seat that Tab leads to, when it is in this row. */
  stop: number | undefined
}

const rowName = (row: string) => t`Row ${row}`
const takenName = (seat: string) => t`${seat}, taken`

const sameRow = (a: RowOfSeats, b: RowOfSeats) =>
  a.seats === b.seats && a.first === b.first && a.row === b.row && a.section === b.section

const Label = ({ name, className }: { name: string; className: string }) => (
  <span
    aria-hidden="true"
    className={`flex w-9 shrink-0 items-center self-stretch bg-surface text-sm font-bold text-muted ${className}`}
  >
    {name}
  </span>
)

/** A row of the plan: a button for each seat. What is done with them is for the plan, which listens for all. */
export const SeatLine = memo(
  ({ line, row, chosen, stop }: Props) => {
    const mine = new Set(chosen === '' ? [] : chosen.split(',').map(Number))
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset for each of a hundred rows would bury the seats in words
      <div
        role="group"
        aria-label={rowName(row.row)}
        className="seat-line flex items-center"
        style={{ '--seats': row.seats.length } as object}
      >
        <Label name={row.row} className="sticky left-0 z-10 justify-end pr-2" />
        <div className="flex flex-1 justify-center">
          {Array.from(row.seats, (_, index) => {
            const seat = row.first + index
            const free = isFree(row, seat)
            return (
              <button
                key={seat}
                type="button"
                className="seat"
                data-line={line}
                data-seat={seat}
                tabIndex={seat === stop ? 0 : -1}
                aria-label={free ? seatName({ ...row, seat }) : takenName(seatName({ ...row, seat }))}
                aria-pressed={mine.has(seat)}
                aria-disabled={free ? undefined : true}
              >
                {seat}
              </button>
            )
          })}
        </div>
        <Label name={row.row} className="pl-2" />
      </div>
    )
  },
  (a, b) => a.line === b.line && a.chosen === b.chosen && a.stop === b.stop && sameRow(a.row, b.row),
)
