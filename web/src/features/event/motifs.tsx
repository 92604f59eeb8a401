import type { Motif } from './artwork.ts'
import { type Draw, ink, range } from './draw.ts'
import { arches, blocks, checks, halftone, peaks, petals, record, ribbons } from './more-motifs.tsx'

/** Quarter circles on a grid, each turned its own way. */
const tiles: Draw = (design) =>
  range(40).map((n) => {
    const [x, y] = [(n % 8) * 40, Math.floor(n / 8) * 40 - 10]
    const turn = Math.floor(design.random() * 4) * 90
    const whole = design.random() < 0.15
    return (
      <g key={n} transform={`translate(${x} ${y}) rotate(${turn} 20 20)`}>
        <rect x="-0.2" y="-0.2" width="40.4" height="40.4" fill={ink(design)} />
        {whole ? (
          <circle cx="20" cy="20" r="13" fill={ink(design)} />
        ) : (
          <path d="M0 0H40A40 40 0 0 1 0 40Z" fill={ink(design)} />
        )}
      </g>
    )
  })

/** Ripples that meet. */
const rings: Draw = (design) =>
  range(3).map((n) => {
    const [x, y] = [design.random() * 320, design.random() * 180]
    const colour = design.palette[1 + n]
    return range(7).map((ring) => (
      <circle
        key={`${n}-${ring}`}
        cx={x}
        cy={y}
        r={12 + ring * 20}
        fill={ring === 0 ? colour : 'none'}
        stroke={colour}
        strokeWidth={10 - ring}
        opacity={1 - ring * 0.09}
      />
    ))
  })

/** A sea in layers, under a moon. */
const waves: Draw = (design) => {
  const moon = 60 + design.random() * 200
  return [
    <circle key="moon" cx={moon} cy="52" r="34" fill={design.palette[2]} />,
    ...range(5).map((n) => {
      const [base, height, shift] = [70 + n * 24, 10 + design.random() * 14, design.random() * 80]
      const crests = range(6).map((crest) => `q 20 ${-height} 40 0 t 40 0${crest === 5 ? '' : ' '}`)
      return (
        <path
          key={n}
          d={`M ${-shift - 80} ${base} ${crests.join('')} V 190 H -200 Z`}
          fill={design.palette[1 + ((n + 2) % 4)]}
          opacity={0.94}
        />
      )
    }),
  ]
}

/** Stage lights from above. */
const beams: Draw = (design) =>
  range(5).map((n) => {
    const [from, to] = [30 + n * 65, design.random() * 320]
    const colour = design.palette[1 + (n % 4)]
    return (
      <g key={n}>
        <polygon points={`${from},-6 ${to - 46},190 ${to + 46},190`} fill={colour} opacity="0.62" />
        <ellipse cx={to} cy="172" rx="46" ry="13" fill={colour} opacity="0.9" />
      </g>
    )
  })

/** A sun behind blinds. */
const sun: Draw = (design) => {
  const [x, gap] = [90 + design.random() * 140, 9 + design.random() * 6]
  return [
    <circle key="sun" cx={x} cy="96" r="76" fill={design.palette[1]} />,
    <circle key="core" cx={x} cy="96" r="50" fill={design.palette[2]} />,
    ...range(9).map((n) => (
      <rect key={n} x="0" y={92 + n * gap * 1.1} width="320" height={1.2 + n * 1.35} fill={design.palette[0]} />
    )),
    <circle key="far" cx={(x + 170) % 320} cy="38" r="12" fill={design.palette[3]} />,
  ]
}

/** Music, as columns. */
const bars: Draw = (design) =>
  range(16).map((n) => {
    const height = 24 + design.random() * 132
    const dot = design.random() * 20
    return (
      <g key={n} fill={ink(design)}>
        <rect x={4 + n * 20} y={180 - height} width="13" height={height + 10} rx="6.5" />
        <circle cx={10.5 + n * 20} cy={165 - height - dot} r="4" />
      </g>
    )
  })

export const draw: Record<Motif, Draw> = {
  ...{ tiles, rings, waves, beams, sun, bars },
  ...{ arches, petals, halftone, record, ribbons, checks, peaks, blocks },
}
