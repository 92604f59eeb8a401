import { useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { box } from '../../ui/Field.tsx'
import { strengthOf } from './strength.ts'

type Props = {
  id: string
  label: string
  /** `new`: how good it is, is said while it is typed. */
  kind: 'new' | 'current'
  error?: string | undefined
  beside?: ReactNode
  autoFocus?: boolean
}

const bars = ['bg-bad', 'bg-warn', 'bg-good', 'bg-good'] as const

const Strength = ({ id, password }: { id: string; password: string }) => {
  const { level, words } = strengthOf(password)
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden="true" className="flex gap-1">
        {bars.map((_, bar) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
          <span key={bar} className={`h-1.5 w-7 rounded-full ${bar <= level ? bars[level] : 'bg-line'}`} />
        ))}
      </span>
      <p id={id} aria-live="polite" className="text-sm text-muted">
        {words}
      </p>
    </div>
  )
}

/** A password, hidden until somebody wants to see what they typed. */
export const PasswordField = ({ id, label, kind, error, beside, autoFocus }: Props) => {
  const { t } = useLingui()
  const [isShown, setShown] = useState(false)
  const [typed, setTyped] = useState('')
  const isNew = kind === 'new'
  const described = [error && `${id}-error`, isNew && `${id}-strength`].filter(Boolean).join(' ')
  const Icon = isShown ? EyeOff : Eye
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <label htmlFor={id} className="font-bold">
          {label}
        </label>
        {beside}
      </div>
      <div className="relative">
        <input
          id={id}
          name={id}
          type={isShown ? 'text' : 'password'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          autoCapitalize="none"
          spellCheck={false}
          required
          {...(isNew ? { minLength: 8, maxLength: 128 } : { maxLength: 256 })}
          // biome-ignore lint/a11y/noAutofocus: only in dialogs, which have nothing else to fill in.
          autoFocus={autoFocus}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          className={`${box} pr-13`}
          onChange={({ target }) => setTyped(target.value)}
        />
        <button
          type="button"
          aria-label={isShown ? t`Hide what is typed: ${label}` : t`Show what is typed: ${label}`}
          aria-pressed={isShown}
          aria-controls={id}
          onClick={() => setShown(!isShown)}
          className="absolute top-1/2 right-1 grid size-11 -translate-y-1/2 place-items-center rounded-full text-muted hover:text-ink"
        >
          <Icon aria-hidden="true" className="size-5" />
        </button>
      </div>
      {error && (
        <p id={`${id}-error`} className="text-sm font-semibold text-bad first-letter:uppercase">
          {error}
        </p>
      )}
      {isNew &&
        (typed ? (
          <Strength id={`${id}-strength`} password={typed} />
        ) : (
          <p
            id={`${id}-strength`}
            className="text-sm text-muted"
          >{t`At least 8 characters. A few words in a row are best.`}</p>
        ))}
    </div>
  )
}
