import { median, type Run } from './result.ts'
import type { Row } from './row.ts'
import type { Books } from './stock.ts'

/** A row as measured: medians over the rounds, and the worst of the books. */
export type Measured = {
  id: string
  what: string
  connections: number
  /** Answers that count, a second; holds in every row but those that read or refuse. */
  holdsPerSecond: number
  /** The row that `ratioToFloor` is a ratio to. */
  floor: Row['of']
  ratioToFloor: number
  p50Ms: number
  p99Ms: number
  oversold: number
  /** Messages not yet with the broker when the last answer came; null where nobody sends any. */
  untold: number | null
  rounds: number
}

export type Sample = { row: Row; connections: number; run: Run; books: Books }

const summarise = (row: Row, samples: readonly Sample[]): Omit<Measured, 'ratioToFloor'> => {
  const best = [...Map.groupBy(samples, (sample) => sample.connections)]
    .map(([connections, of]) => ({ connections, of, speed: median(of.map(({ run }) => run.perSecond)) }))
    .reduce((a, b) => (b.speed > a.speed ? b : a))
  const middle = (pick: (sample: Sample) => number) => median(best.of.map(pick))
  return {
    id: row.id,
    what: row.what,
    connections: best.connections,
    holdsPerSecond: Math.round(best.speed),
    floor: row.of,
    p50Ms: Number(middle(({ run }) => run.p50Ms).toFixed(2)),
    p99Ms: Number(middle(({ run }) => run.p99Ms).toFixed(2)),
    oversold: Math.max(...samples.map(({ books }) => books.oversold)),
    untold: row.tells ? middle(({ books }) => books.untold) : null,
    rounds: best.of.length,
  }
}

export const measure = (samples: readonly Sample[]): Measured[] => {
  const rows = [...Map.groupBy(samples, (sample) => sample.row)].map(([row, of]) => summarise(row, of))
  const speeds = new Map(rows.map(({ id, holdsPerSecond }) => [id, holdsPerSecond]))
  return rows.map((row) => ({
    ...row,
    ratioToFloor: Number((row.holdsPerSecond / (speeds.get(row.floor) ?? Number.NaN)).toFixed(3)),
  }))
}

const number = (value: number) => value.toLocaleString('en')

const cells = (row: Measured) => [
  row.id,
  number(row.holdsPerSecond),
  row.ratioToFloor.toFixed(2),
  row.floor === 'floor-spread' ? '' : `of ${row.floor}`,
  row.p50Ms.toFixed(1),
  row.p99Ms.toFixed(1),
  number(row.oversold),
  row.untold === null ? '–' : number(row.untold),
  String(row.connections),
  row.what,
]

const HEAD = ['row', 'per second', 'ratio', '', 'p50 ms', 'p99 ms', 'oversold', 'untold', 'conns', 'what']
const LEFT = new Set([0, 3, 9])

export const table = (rows: readonly Measured[]) => {
  const lines = [HEAD, ...rows.map(cells)]
  const widths = HEAD.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, at) => (LEFT.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** More refusals than this, of what nobody should have been refused, and something else was measured than was meant. */
const TOLERATED = 0.01

/** Answers that nobody expected, by status; a row that has some is not to be believed. */
export const strange = ({ row, run }: Sample) => {
  const all = Object.values(run.answers).reduce((sum, count) => sum + count, 0)
  return Object.entries(run.answers).filter(([status, count]) => {
    if (status === String(row.counts)) return false
    return status !== '409' || (!row.refuses && count > all * TOLERATED)
  })
}
