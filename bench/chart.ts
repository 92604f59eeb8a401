// Draws what `bun run bench --json` printed, from a file or from standard input, as docs/images/bench.svg.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Measured } from './table.ts'

const WIDTH = 820
const LABELS = 340
const FIGURES = 130
const ROW = 30
const BAR = 16
const TOP = 64
const BARS = WIDTH - LABELS - FIGURES

/** Rows of the same table that hold nothing. */
const NO_HOLDS = ['bun-checked', 'bun-soldout']

const rows = (JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8')) as Measured[]).filter(
  ({ id, floor }) => floor === 'floor-spread' && !id.startsWith('growth-') && !NO_HOLDS.includes(id),
)
const widest = Math.max(1, ...rows.map(({ ratioToFloor }) => ratioToFloor))
const height = TOP + rows.length * ROW + 24
const one = LABELS + BARS / widest

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const kind = (id: string) => (id.startsWith('floor') ? 'floor' : id.startsWith('standin') ? 'other' : 'ours')

const bar = (row: Measured, index: number) => {
  const y = TOP + index * ROW
  const width = Math.max(1, (BARS * row.ratioToFloor) / widest)
  const oversold = row.oversold > 0 ? `<tspan class="bad"> oversold</tspan>` : ''
  return `  <text x="${LABELS - 10}" y="${y + BAR - 3}" text-anchor="end">${escaped(row.what)}</text>
  <rect class="${kind(row.id)}" x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3"/>
  <text class="figure" x="${(LABELS + width + 8).toFixed(1)}" y="${y + BAR - 3}">${row.ratioToFloor.toFixed(2)}${oversold}</text>`
}

const told = rows.map(({ what, ratioToFloor }) => `${what}: ${ratioToFloor.toFixed(2)}`).join('; ')

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">Holds a second, as a share of what the bare statement manages</title>
  <desc id="desc">${escaped(told)}</desc>
  <style>
    svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #8c959f; --ours: #1a7f6b; --floor: #8c959f; --other: #b35900; --bad: #b3261e }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #14181d; --ink: #e6edf3; --faint: #9aa4af; --line: #6e7781; --ours: #3fb99f; --floor: #768390; --other: #e0883a; --bad: #ff8a80 }
    }
    text { font: 13px system-ui, sans-serif; fill: var(--ink) }
    .head { font-size: 15px; font-weight: 600 }
    .note { fill: var(--faint) }
    .figure { font-variant-numeric: tabular-nums }
    .bad { fill: var(--bad); font-weight: 600 }
    .ours { fill: var(--ours) }
    .floor { fill: var(--floor) }
    .other { fill: var(--other) }
    .one { stroke: var(--line); stroke-dasharray: 3 4 }
    .paper { fill: var(--paper) }
  </style>
  <rect class="paper" width="${WIDTH}" height="${height}" rx="8"/>
  <text class="head" x="16" y="26">Holds a second, as a share of what the bare statement manages</text>
  <text class="note" x="16" y="46">1.00: the same SQL from a driver, nobody in each other's way, same run, same machine</text>
  <line class="one" x1="${one.toFixed(1)}" x2="${one.toFixed(1)}" y1="${TOP - 6}" y2="${height - 18}"/>
${rows.map(bar).join('\n')}
</svg>
`

const file = fileURLToPath(new URL('../docs/images/bench.svg', import.meta.url))
writeFileSync(file, svg)
console.log(`${rows.length} bars in docs/images/bench.svg`)
