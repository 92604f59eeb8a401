import encodeQR from 'qr'

/** The dark modules of each row, joined where they touch: one path instead of a thousand squares. */
const pathOf = (rows: readonly (readonly boolean[])[]): string =>
  rows
    .flatMap((row, y) =>
      row.flatMap((isDark, x) => {
        if (!isDark || row[x - 1]) return []
        const end = row.indexOf(false, x)
        return [`M${x} ${y}h${(end < 0 ? row.length : end) - x}v1H${x}z`]
      }),
    )
    .join('')

/** `ecc`: how much of it may be unreadable, a seventh or a quarter. */
type Props = { text: string; label: string; ecc?: 'medium' | 'quartile' }

/** Black on white whatever the page looks like: cameras want it so. Drawn here, and sent to nobody. */
export const QrCode = ({ text, label, ecc = 'medium' }: Props) => {
  const rows = encodeQR(text, 'raw', { ecc, border: 4 })
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
      className="block w-full rounded-2xl bg-white forced-color-adjust-none"
    >
      <path d={pathOf(rows)} className="fill-black" />
    </svg>
  )
}
