import { type Draw, ink, inkAt, range } from './draw.ts'

/** Gates within gates. */
export const arches: Draw = (design) => {
  const [first, wide] = [Math.floor(design.random() * 4), 92 + design.random() * 30]
  return range(4).map((gate) => {
    const x = -20 + gate * wide + wide / 2
    return range(5).map((n) => {
      const r = (wide / 2 + 8) * (1 - n * 0.19)
      return (
        <path
          key={`${gate}-${n}`}
          d={`M${x - r} 190V${112 - gate * 8}a${r} ${r} 0 0 1 ${2 * r} 0V190Z`}
          fill={n === 4 ? design.palette[0] : inkAt(design, first + gate + n)}
        />
      )
    })
  })
}

/** One flower, larger than the picture. */
export const petals: Draw = (design) => {
  const [x, y, count] = [100 + design.random() * 130, 70 + design.random() * 50, 8 + Math.floor(design.random() * 5)]
  return [
    ...[150, 104, 62].map((length, ring) =>
      range(count).map((n) => (
        <ellipse
          key={`${length}-${n}`}
          cx={x}
          cy={y - length / 2}
          rx={(length * 1.9) / count}
          ry={length / 2}
          fill={inkAt(design, ring * 2 + (n % 2))}
          transform={`rotate(${(360 / count) * (n + ring / 2)} ${x} ${y})`}
          opacity="0.95"
        />
      )),
    ),
    <circle key="heart" cx={x} cy={y} r="17" fill={design.palette[0]} />,
    <circle key="seed" cx={x} cy={y} r="9" fill={inkAt(design, 1)} />,
  ]
}

/** A disc behind a screen of dots that swell towards it. */
export const halftone: Draw = (design) => {
  const [x, y] = [70 + design.random() * 180, 50 + design.random() * 80]
  const first = Math.floor(design.random() * 4)
  return [
    <circle
      key="disc"
      cx={320 - x}
      cy={180 - y}
      r="72"
      fill={inkAt(design, first + 1 + Math.floor(design.random() * 3))}
    />,
    ...range(24 * 13).map((n) => {
      const row = Math.floor(n / 24)
      const [cx, cy] = [(n % 24) * 14 + (row % 2) * 7, row * 14 + 5]
      const r = Math.max(0, 7.4 - Math.hypot(cx - x, cy - y) / 24)
      return r > 0.6 && <circle key={n} cx={cx} cy={cy} r={r} fill={inkAt(design, first)} />
    }),
  ]
}

/** A record on its way out of the sleeve. */
export const record: Draw = (design) => {
  const [x, tilt, first] = [128 + design.random() * 64, design.random() * 24 - 12, Math.floor(design.random() * 4)]
  return (
    <g transform={`rotate(${tilt} 160 90)`}>
      <circle cx={x + 62} cy="90" r="104" fill={inkAt(design, first)} />
      {range(7).map((n) => (
        <circle
          key={n}
          cx={x + 62}
          cy="90"
          r={98 - n * 8}
          fill="none"
          stroke={design.palette[0]}
          strokeWidth="1.6"
          opacity={0.35 + n * 0.06}
        />
      ))}
      <circle cx={x + 62} cy="90" r="34" fill={inkAt(design, first + 1)} />
      <circle cx={x + 62} cy="90" r="5" fill={design.palette[0]} />
      <rect x={x - 220} y="-60" width="236" height="300" fill={inkAt(design, first + 2)} />
      {range(6).map((n) => (
        <rect key={n} x={x - 8 - n * 26} y="-60" width={4 + n * 2.4} height="300" fill={inkAt(design, first + 3)} />
      ))}
    </g>
  )
}

/** Stripes that swing together. */
export const ribbons: Draw = (design) => {
  const [a, b, first] = [20 + design.random() * 140, 20 + design.random() * 140, Math.floor(design.random() * 4)]
  const path = `M-60 ${a} C 60 ${a - 150}, 150 ${b + 170}, 220 ${b} S 330 ${a - 90}, 400 ${b}`
  const [turn, flip] = [design.random() * 120 - 60, design.random() < 0.5 ? 1 : -1]
  return (
    <g transform={`translate(160 90) rotate(${turn}) scale(${flip * 1.35} 1.35) translate(-160 -90)`}>
      {range(6).map((n) => (
        <path
          key={n}
          d={path}
          fill="none"
          stroke={n === 5 ? design.palette[0] : inkAt(design, first + n)}
          strokeWidth={154 - n * 27}
        />
      ))}
    </g>
  )
}

/** A board that bulges. */
export const checks: Draw = (design) => {
  const [mid, pull] = [80 + design.random() * 160, 0.55 + design.random() * 0.3]
  const edge = (n: number) => n * 26.7 - Math.sin(((n * 26.7 - mid) / 320) * Math.PI * 2) * 40 * pull
  const [dark, light] = [ink(design), ink(design)]
  return range(14 * 8).map((n) => {
    const [column, row] = [n % 14, Math.floor(n / 14)]
    if ((column + row) % 2) return null
    const fill = (column * 7 + row * 3) % 11 === 0 ? light : dark
    return (
      <rect key={n} x={edge(column)} y={row * 24 - 6} width={edge(column + 1) - edge(column)} height="24" fill={fill} />
    )
  })
}

/** Mountains, one behind the other, and what rises over them. */
export const peaks: Draw = (design) => {
  const first = Math.floor(design.random() * 4)
  return [
    <circle key="sun" cx={60 + design.random() * 200} cy="62" r="40" fill={inkAt(design, first)} />,
    ...range(4).map((ridge) => {
      const tops = range(5).map(
        (n) =>
          `L${n * 84 - 20 + design.random() * 34} ${52 + ridge * 30 + design.random() * 34} L${n * 84 + 34} ${112 + ridge * 26}`,
      )
      return (
        <path
          key={ridge}
          d={`M-60 190 V${110 + ridge * 20} ${tops.join(' ')} L400 190Z`}
          fill={inkAt(design, first + 1 + ridge)}
        />
      )
    }),
  ]
}

/** Large plain shapes, side by side. */
export const blocks: Draw = (design) => {
  const shapes = (x: number, y: number) => [
    <circle key="a" cx={x + 45} cy={y + 45} r="45" />,
    <path key="b" d={`M${x} ${y}h90a90 90 0 0 1-90 90z`} />,
    <path key="c" d={`M${x} ${y + 90}L${x + 45} ${y}L${x + 90} ${y + 90}z`} />,
    <path key="d" d={`M${x} ${y}h90v18h-90zM${x} ${y + 36}h90v18h-90zM${x} ${y + 72}h90v18h-90z`} />,
    <path key="e" d={`M${x} ${y + 45}a45 45 0 0 1 90 0zM${x} ${y + 90}a45 45 0 0 1 90 0z`} />,
    <path key="f" d={`M${x + 45} ${y}l45 45-45 45-45-45z`} />,
  ]
  return range(8).map((n) => {
    const [x, y] = [(n % 4) * 90 - 20, Math.floor(n / 4) * 90]
    const back = Math.floor(design.random() * 4)
    return (
      <g key={n}>
        <rect x={x} y={y} width="90.5" height="90.5" fill={inkAt(design, back)} />
        <g fill={inkAt(design, back + 1 + Math.floor(design.random() * 3))}>
          {shapes(x, y)[Math.floor(design.random() * 6)]}
        </g>
      </g>
    )
  })
}
