import { type ReactNode, useId } from 'react'

type Option<Value extends string> = { value: Value; label: string; hint?: ReactNode }
type Props<Value extends string> = {
  legend: string
  options: readonly Option<Value>[]
  value: Value
  onChange: (value: Value) => void
}

/** One of a few, each with a line that says what it means. */
export const Choices = <Value extends string>({ legend, options, value, onChange }: Props<Value>) => {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-bold">{legend}</legend>
      <div className="flex flex-col gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex cursor-pointer gap-3 rounded-xl border border-edge px-4 py-3 has-checked:border-brand has-checked:bg-brand-soft has-checked:ring-1 has-checked:ring-brand has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              aria-describedby={option.hint ? `${name}-${option.value}` : undefined}
              aria-label={option.label}
              className="mt-1 size-4.5 shrink-0 accent-(--brand) outline-none"
            />
            <span className="min-w-0">
              <span className="block font-bold">{option.label}</span>
              {option.hint && (
                <span id={`${name}-${option.value}`} className="block text-sm text-muted">
                  {option.hint}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
