import { type KeyboardEvent, type MouseEvent, type RefObject, useMemo, useRef, useState } from 'react'
import type { RowOfSeats, Seat } from '../../api/types.ts'
import { freeIn, type Place, placeAfter, type Section, sectionsOf, startOf } from './plan.ts'
import { SeatLine } from './SeatLine.tsx'

type Props = {
  rows: readonly RowOfSeats[]
  chosen: readonly Seat[]
  /** Pixels from one seat to the next. */
  size: number
  onToggle: (row: RowOfSeats, seat: number) => void
}

/** The place that a button of the plan stands for. */
const placeOf = (target: EventTarget): Place | undefined => {
  const { line, seat } = target instanceof HTMLElement ? target.dataset : {}
  return line !== undefined && seat !== undefined ? { line: Number(line), seat: Number(seat) } : undefined
}

const chosenIn = (row: RowOfSeats, chosen: readonly Seat[]) =>
  chosen.flatMap((seat) => (seat.section === row.section && seat.row === row.row ? [seat.seat] : [])).join()

const Jumps = ({ sections, plan }: { sections: Section[]; plan: RefObject<HTMLDivElement | null> }) => (
  <nav aria-label="Sections" className="flex flex-wrap gap-2 px-4 pb-3 sm:px-6">
    {sections.map((section, index) => (
      <button
        key={section.name}
        type="button"
        className="min-h-9 rounded-full border border-edge px-3.5 text-sm font-bold hover:bg-sunken"
        onClick={() =>
          plan.current
            ?.querySelectorAll('section')
            [index]?.scrollIntoView({ block: 'start', inline: 'center', behavior: 'smooth' })
        }
      >
        {section.name} <span className="font-normal text-muted">{freeIn(section)} free</span>
      </button>
    ))}
  </nav>
)

/** All seats of a ticket type, for a finger, a mouse or the arrow keys. One stop for Tab, however many seats there are. */
export const SeatPlan = ({ rows, chosen, size, onToggle }: Props) => {
  const plan = useRef<HTMLDivElement>(null)
  const sections = useMemo(() => sectionsOf(rows), [rows])
  const [stop, setStop] = useState<Place>(() => startOf(sections))

  const click = ({ target }: MouseEvent) => {
    const place = placeOf(target)
    const found = sections.flatMap(({ lines }) => lines).find(({ line }) => line === place?.line)
    if (!place || !found) return
    setStop(place)
    onToggle(found.row, place.seat)
  }
  const walk = (event: KeyboardEvent) => {
    const from = placeOf(event.target)
    const to = from && placeAfter(event.key, from, sections)
    if (!to) return
    event.preventDefault()
    setStop(to)
    plan.current?.querySelector<HTMLElement>(`[data-line="${to.line}"][data-seat="${to.seat}"]`)?.focus()
  }

  return (
    <>
      {sections.length > 1 && <Jumps sections={sections} plan={plan} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it are what is clicked; one ear for thousands */}
      <div
        ref={plan}
        className="min-h-0 flex-1 scroll-px-12 scroll-py-4 overflow-auto overscroll-contain border-y border-line bg-surface py-4"
        style={{ '--seat': `${size}px` } as object}
        onClick={click}
        onKeyDown={walk}
      >
        <div className="mx-auto flex w-max min-w-full flex-col gap-6 px-2">
          {sections.map((section) => (
            <section key={section.name} aria-label={section.name}>
              <h3 className="sticky left-2 mb-2 w-max px-2 text-base sm:left-1/2 sm:-translate-x-1/2">
                {section.name}
              </h3>
              {section.lines.map(({ line, row }) => (
                <SeatLine
                  key={row.row}
                  line={line}
                  row={row}
                  chosen={chosenIn(row, chosen)}
                  stop={stop.line === line ? stop.seat : undefined}
                />
              ))}
            </section>
          ))}
        </div>
      </div>
    </>
  )
}
