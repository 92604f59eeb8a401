export type BarItem = {
  id: string
  name: string
  value: number
  /** How far the bar may go; what is beyond its value is drawn as room. */
  of: number
  words: string
  aside?: string | undefined
}

/** Bars with their words over them: each says in text what it shows, so that nobody has to measure. */
export const BarList = ({ name, items }: { name: string; items: readonly BarItem[] }) => {
  const most = Math.max(1, ...items.map(({ value, of }) => Math.max(value, of)))
  return (
    <ul aria-label={name} className="flex flex-col gap-4">
      {items.map((item) => (
        <li key={item.id}>
          <p className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-bold wrap-anywhere">{item.name}</span>
            <span className="tabular-nums">
              <span className="font-bold">{item.words}</span>
              {item.aside && <span className="text-muted"> · {item.aside}</span>}
            </span>
          </p>
          <svg
            viewBox="0 0 100 10"
            preserveAspectRatio="none"
            aria-hidden="true"
            className="mt-1.5 block h-3 w-full overflow-hidden rounded-full"
          >
            <rect width={(Math.max(item.of, item.value) / most) * 100} height="10" fill="var(--sunken)" />
            <rect
              width={item.value === 0 ? 0 : Math.max(1.5, (item.value / most) * 100)}
              height="10"
              fill="var(--brand)"
            />
          </svg>
        </li>
      ))}
    </ul>
  )
}
