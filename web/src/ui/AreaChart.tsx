import { type PointerEvent, useId, useState } from 'react'
import { axisEnd, labelled, linePath } from './chart.ts'

export type ChartPoint = { label: string; value: number }

type Props = {
  /** What the picture says, for whoever does not see it. */
  name: string
  points: readonly ChartPoint[]
  words: (value: number) => string
  /** The same at the axis, where there is little room. */
  short: (value: number) => string
}

const mostLabels = 5

const Marked = ({ at, point, top, words }: { at: number; point: ChartPoint; top: number } & Pick<Props, 'words'>) => (
  <>
    <span className="absolute inset-y-0 w-px bg-edge" style={{ left: `${at}%` }} />
    <span
      className="absolute size-3 -translate-x-1/2 translate-y-1/2 rounded-full border-2 border-surface bg-brand"
      style={{ left: `${at}%`, bottom: `${top}%` }}
    />
    <span
      className="absolute -top-2 z-10 rounded-lg bg-ink px-2.5 py-1 text-sm whitespace-nowrap text-paper"
      style={at > 50 ? { right: `${100 - at}%` } : { left: `${at}%` }}
    >
      <strong className="tabular-nums">{words(point.value)}</strong> {point.label}
    </span>
  </>
)

/** Values over time as a filled line. What is pointed at is told; who cannot point reads the table beside it. */
export const AreaChart = ({ name, points, words, short }: Props) => {
  const gradient = useId()
  const [marked, setMarked] = useState<number>()
  const end = axisEnd(Math.max(0, ...points.map(({ value }) => value)))
  const line = linePath(
    points.map(({ value }) => value),
    end,
  )
  const last = points.length - 1
  /** One value is a column: as a line it would claim a past. */
  const only = ((points[0]?.value ?? 0) / end) * 100
  const placeOf = (n: number) => (last === 0 ? 50 : (n / last) * 100)
  const mark = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setMarked(Math.min(last, Math.max(0, Math.round(((clientX - left) / width) * last))))
  }
  const point = marked === undefined ? undefined : points[marked]

  return (
    <div role="img" aria-label={name} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm text-muted">
      <div className="flex h-52 flex-col justify-between text-right tabular-nums sm:h-64">
        {[end, end / 2, 0].map((value) => (
          <span key={value} className="flex h-0 items-center justify-end">
            {short(value)}
          </span>
        ))}
      </div>
      <div
        className="relative h-52 touch-pan-y sm:h-64"
        onPointerMove={mark}
        onPointerDown={mark}
        onPointerLeave={() => setMarked(undefined)}
      >
        {[0, 50, 100].map((at) => (
          <span key={at} className="absolute inset-x-0 border-t border-line" style={{ top: `${at}%` }} />
        ))}
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden="true"
          className="absolute inset-0 size-full overflow-visible"
        >
          <defs>
            <linearGradient id={gradient} x1="0" x2="0" y1="0" y2="1">
              <stop offset="0" stopColor="var(--brand)" stopOpacity="0.35" />
              <stop offset="1" stopColor="var(--brand)" stopOpacity="0.04" />
            </linearGradient>
          </defs>
          {last === 0 && <rect x="44" width="12" y={100 - only} height={only} fill="var(--brand)" />}
          {last > 0 && (
            <>
              <path d={`${line}V100H0Z`} fill={`url(#${gradient})`} />
              <path
                d={line}
                fill="none"
                stroke="var(--brand)"
                strokeWidth="2.5"
                strokeLinejoin="round"
                vectorEffect="non-scaling-stroke"
              />
            </>
          )}
        </svg>
        {point && marked !== undefined && (
          <Marked at={placeOf(marked)} point={point} top={(point.value / end) * 100} words={words} />
        )}
      </div>
      <div className="relative col-start-2 mt-2 h-5">
        {labelled(points.length, mostLabels).map((n) => (
          <span
            key={n}
            className="absolute whitespace-nowrap not-last:max-sm:nth-[even]:hidden"
            style={
              n === last && n > 0
                ? { right: 0 }
                : { left: `${placeOf(n)}%`, translate: n === 0 && last > 0 ? '0' : '-50%' }
            }
          >
            {points[n]?.label}
          </span>
        ))}
      </div>
    </div>
  )
}
