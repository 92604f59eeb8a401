const looks = ['Free', 'Yours', 'Taken']

/** How a seat looks that is free, chosen or gone: by shape and mark, and by colour too. */
export const Legend = () => (
  <ul aria-label="Key" className="flex gap-4 text-sm text-muted">
    {looks.map((word) => (
      <li key={word} className="flex items-center gap-1">
        <span aria-hidden="true" data-look={word.toLowerCase()} className="seat pointer-events-none [--seat:1.75rem]" />
        {word}
      </li>
    ))}
  </ul>
)
