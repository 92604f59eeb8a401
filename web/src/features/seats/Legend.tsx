import { t } from '@lingui/core/macro'

const looks = () => [
  { look: 'free', word: t({ message: 'Free', context: 'a seat' }) },
  { look: 'yours', word: t({ message: 'Yours', context: 'a seat' }) },
  { look: 'taken', word: t`Taken` },
]

/** How a seat looks that is free, chosen or gone: by shape and mark, and by colour too. */
export const Legend = () => (
  <ul aria-label={t`Key`} className="flex gap-4 text-sm text-muted">
    {looks().map(({ look, word }) => (
      <li key={look} className="flex items-center gap-1">
        <span aria-hidden="true" data-look={look} className="seat pointer-events-none [--seat:1.75rem]" />
        {word}
      </li>
    ))}
  </ul>
)
