import { NumberField } from '@base-ui/react/number-field'
import { t } from '@lingui/core/macro'
import { Minus, Plus } from 'lucide-react'

type Props = { id: string; label: string; value: number; max: number; onChange: (value: number) => void }

const knob =
  'grid size-11 place-items-center rounded-full text-ink hover:bg-sunken disabled:opacity-35 disabled:hover:bg-transparent'

/** A small number between nothing and `max`, by button, by key or typed. */
export const Stepper = ({ id, label, value, max, onChange }: Props) => (
  <NumberField.Root
    id={id}
    value={value}
    min={0}
    max={max}
    onValueChange={(next) => onChange(Math.min(max, Math.max(0, Math.trunc(next ?? 0))))}
  >
    <NumberField.Group className="inline-flex items-center rounded-full border border-edge bg-surface has-[input:focus-visible]:outline-3 has-[input:focus-visible]:outline-offset-3 has-[input:focus-visible]:outline-brand">
      <NumberField.Decrement aria-label={t`Remove one: ${label}`} className={knob}>
        <Minus aria-hidden="true" className="size-5" />
      </NumberField.Decrement>
      <NumberField.Input
        aria-label={t`Quantity: ${label}`}
        className="h-11 w-9 bg-transparent text-center outline-none text-lg font-bold tabular-nums"
      />
      <NumberField.Increment aria-label={t`Add one: ${label}`} className={knob}>
        <Plus aria-hidden="true" className="size-5" />
      </NumberField.Increment>
    </NumberField.Group>
  </NumberField.Root>
)
