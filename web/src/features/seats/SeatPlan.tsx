import { t } from '@lingui/core/macro'
import { Plural } from '@lingui/react/macro'
import { type KeyboardEvent, type MouseEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RowOfSeats, Seat } from '../../api/types.ts'
import { freeIn, isThere, type Place, placeAfter, type Section, sectionsOf, startOf } from './plan.ts'
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

const Jumps = ({ sections, onJump }: { sections: Section[]; onJump: (index: number) => void }) => (
  <nav aria-label={t`Sections`} className="flex flex-wrap gap-2 px-4 pb-3 sm:px-6">
    {sections.map((section, index) => (
      <button
        key={section.name}
        type="button"
        className="min-h-9 rounded-full border border-edge px-3.5 text-sm font-bold hover:bg-sunken"
        onClick={() => onJump(index)}
      >
        {section.name}{' '}
        <span className="font-normal text-muted">
          <Plural value={freeIn(section)} one="# free" other="# free" />
        </span>
      </button>
    ))}
  </nav>
)

/** Opens the plan at its middle, where the best seats are, and keeps what is in the middle there when seats grow or shrink. */
const useMiddle = (plan: RefObject<HTMLDivElement | null>, size: number) => {
  const before = useRef<number>(undefined)
  useLayoutEffect(() => {
    const box = plan.current
    if (!box) return
    const grown = before.current === undefined ? 1 : size / before.current
    if (before.current === undefined) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2
    else if (grown !== 1) {
      box.scrollLeft = (box.scrollLeft + box.clientWidth / 2) * grown - box.clientWidth / 2
      box.scrollTop = (box.scrollTop + box.clientHeight / 2) * grown - box.clientHeight / 2
    }
    before.current = size
  }, [plan, size])
}

/** All seats of a ticket type, for a finger, a mouse or the arrow keys. One stop for Tab, however many seats there are. */
export const SeatPlan = ({ rows, chosen, size, onToggle }: Props) => {
  const plan = useRef<HTMLDivElement>(null)
  useMiddle(plan, size)
  const sections = useMemo(() => sectionsOf(rows), [rows])
  const [last, setLast] = useState<Place>(() => startOf(sections))
  const stop = isThere(last, sections) ? last : startOf(sections)

  /** Shows a section, and makes it where Tab leads. */
  const jump = (index: number) => {
    plan.current?.querySelectorAll('section')[index]?.scrollIntoView({ block: 'start', inline: 'center' })
    setLast(startOf(sections.slice(index)))
  }
  const click = ({ target }: MouseEvent) => {
    const place = placeOf(target)
    const found = sections.flatMap(({ lines }) => lines).find(({ line }) => line === place?.line)
    if (!place || !found) return
    setLast(place)
    onToggle(found.row, place.seat)
  }
  const walk = (event: KeyboardEvent) => {
    const from = placeOf(event.target)
    const to = from && placeAfter(event.key, from, sections)
    if (!to) return
    event.preventDefault()
    setLast(to)
    plan.current?.querySelector<HTMLElement>(`[data-line="${to.line}"][data-seat="${to.seat}"]`)?.focus()
  }

  return (
    <>
      {sections.length > 1 && <Jumps sections={sections} onJump={jump} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it are what is clicked; one ear for thousands */}
      <div
        ref={plan}
        className="@container min-h-0 flex-1 scroll-px-12 scroll-py-4 overflow-auto overscroll-contain border-y border-line bg-surface py-4"
        style={{ '--seat': `${size}px` } as object}
        onClick={click}
        onKeyDown={walk}
      >
        <div className="flex w-max min-w-full flex-col gap-6">
          {sections.map((section) => (
            <section key={section.name} aria-label={section.name} className="sticky left-0 w-max min-w-[100cqw]">
              <h3 className="sticky left-0 mb-2 w-[100cqw] text-center text-base">{section.name}</h3>
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
