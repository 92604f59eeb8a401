const looks = [
  ['Free', ''],
  ['Yours', 'seat-yours'],
  ['Taken', 'seat-taken'],
] as const

/** How a seat looks that is free, chosen or gone: by shape and mark, and by colour too. */
export const Legend = () => (
  <ul aria-label="Key" className="flex gap-4 text-sm text-muted">
    {looks.map(([word, look]) => (
      <li key={word} className="flex items-center gap-1.5">
        <span aria-hidden="true" className={`seat-look ${look} size-5`} />
        {word}
      </li>
    ))}
  </ul>
)
