import { useLingui } from '@lingui/react/macro'
import { useFocusOnAppear } from '../../ui/use-focus-on-appear.ts'

const LENGTH = 6

/** "123 456", "Your code: 123456" → "123456" */
export const digitsIn = (text: string): string => text.replaceAll(/\D/g, '').slice(0, LENGTH)

type Props = {
  value: string
  onChange: (digits: string) => void
  isWrong: boolean
  label?: string
  error?: string | undefined
  /** Whether it is the first thing to fill in where it appears. */
  takesFocus?: boolean
}

/** One field for all six digits: pasting, autofill from the mail and a screen reader all work as in any field. */
export const CodeField = ({ value, onChange, isWrong, label, error, takesFocus = true }: Props) => {
  const { t } = useLingui()
  const field = useFocusOnAppear<HTMLInputElement>()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor="code" className="font-bold">
        {label ?? t`Code`}
      </label>
      <input
        ref={takesFocus ? field : undefined}
        id="code"
        name="code"
        value={value}
        onChange={({ target }) => onChange(digitsIn(target.value))}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        pattern="\d{6}"
        title={t`Six digits`}
        placeholder="000000"
        aria-invalid={isWrong || undefined}
        aria-describedby={error ? 'code-error' : undefined}
        className="w-full rounded-xl border border-edge bg-surface px-4 py-3 text-center font-mono text-3xl tracking-[0.4em] tabular-nums placeholder:text-line aria-invalid:border-bad aria-invalid:ring-1 aria-invalid:ring-bad"
      />
      {error && (
        <p id="code-error" role="alert" className="text-sm font-semibold text-bad first-letter:uppercase">
          {error}
        </p>
      )}
    </div>
  )
}
