import { t } from '@lingui/core/macro'
import { Minus, Plus } from 'lucide-react'
import { useState } from 'react'

type Props = { id: string; label: string; value: number; max: number; onChange: (value: number) => void }

const knob =
  'grid size-11 place-items-center rounded-full text-ink transition-colors hover:bg-sunken active:scale-95 ' +
  'aria-disabled:cursor-not-allowed aria-disabled:opacity-35 aria-disabled:hover:bg-transparent'

/**
 * A small number between nothing and `max`, by button, by key or typed. A button at the end of its way stays focusable and
 * does nothing, so that nobody who steps with the keyboard is thrown off it.
 */
export const Stepper = ({ id, label, value, max, onChange }: Props) => {
  // While somebody types, the box may be empty or hold what is not a number yet.
  const [typed, setTyped] = useState<string>()
  const set = (next: number) => onChange(Math.min(max, Math.max(0, next)))
  const keys: Record<string, number> = { ArrowUp: value + 1, ArrowDown: value - 1, Home: 0, End: max }
  const step = (by: 1 | -1) => {
    setTyped(undefined)
    set(value + by)
  }
  return (
    <div className="inline-flex shrink-0 items-center rounded-full border border-edge bg-surface has-[input:focus-visible]:outline-3 has-[input:focus-visible]:outline-offset-3 has-[input:focus-visible]:outline-brand">
      <button
        type="button"
        aria-label={t`Remove one: ${label}`}
        aria-disabled={value <= 0}
        className={knob}
        onClick={() => step(-1)}
      >
        <Minus aria-hidden="true" className="size-5" />
      </button>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        role="spinbutton"
        aria-label={t`Quantity: ${label}`}
        aria-valuenow={value}
        aria-valuemin={0}
        aria-valuemax={max}
        autoComplete="off"
        value={typed ?? value}
        onFocus={(event) => event.target.select()}
        onChange={({ target }) => {
          const digits = target.value.replace(/\D/g, '').slice(0, 4)
          setTyped(digits)
          set(Number(digits))
        }}
        onBlur={() => setTyped(undefined)}
        onKeyDown={(event) => {
          const next = keys[event.key]
          if (next === undefined) return
          event.preventDefault()
          setTyped(undefined)
          set(next)
        }}
        className="figure h-11 w-9 bg-transparent text-center text-xl outline-none"
      />
      <button
        type="button"
        aria-label={t`Add one: ${label}`}
        aria-disabled={value >= max}
        className={knob}
        onClick={() => step(1)}
      >
        <Plus aria-hidden="true" className="size-5" />
      </button>
    </div>
  )
}
