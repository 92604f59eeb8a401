import type { ComponentProps, ReactNode } from 'react'
import { Chevron } from './Chevron.tsx'

/** The look of a box to type in, for places that have no room for a label of their own. */
export const box =
  'w-full min-w-0 rounded-xl border border-edge bg-surface px-3.5 py-2.5 text-base text-ink placeholder:text-muted ' +
  'aria-invalid:border-bad aria-invalid:ring-1 aria-invalid:ring-bad'

type Described = { id: string; label: string; hint?: ReactNode; error?: string | undefined; className?: string }

const describedBy = ({ id, hint, error }: Described) =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined

const Frame = ({ children, ...field }: Described & { children: ReactNode }) => (
  <div className={`flex min-w-0 flex-col gap-1.5 ${field.className ?? ''}`}>
    <label htmlFor={field.id} className="font-bold">
      {field.label}
    </label>
    {field.hint && (
      <p id={`${field.id}-hint`} className="-mt-1 text-sm text-muted">
        {field.hint}
      </p>
    )}
    {children}
    {field.error && (
      <p id={`${field.id}-error`} className="text-sm font-semibold text-bad first-letter:uppercase">
        {field.error}
      </p>
    )}
  </div>
)

const split = <Props extends Described>({ id, label, hint, error, className, ...control }: Props) => {
  const field: Described = { id, label, hint, error, ...(className === undefined ? {} : { className }) }
  return {
    field,
    control,
    aria: { id, 'aria-invalid': error ? true : undefined, 'aria-describedby': describedBy(field) },
  }
}

export const TextField = (props: Described & Omit<ComponentProps<'input'>, 'id' | 'className'>) => {
  const { field, control, aria } = split(props)
  return (
    <Frame {...field}>
      <input {...control} {...aria} className={box} />
    </Frame>
  )
}

export const TextArea = (props: Described & Omit<ComponentProps<'textarea'>, 'id' | 'className'>) => {
  const { field, control, aria } = split(props)
  return (
    <Frame {...field}>
      <textarea {...control} {...aria} className={control.rows ? box : `${box} min-h-36`} />
    </Frame>
  )
}

export const SelectField = (props: Described & Omit<ComponentProps<'select'>, 'id' | 'className'>) => {
  const { field, control, aria } = split(props)
  return (
    <Frame {...field}>
      <Chevron>
        <select {...control} {...aria} className={`${box} min-h-12 appearance-none pr-11`} />
      </Chevron>
    </Frame>
  )
}
