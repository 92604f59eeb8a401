import { t } from '@lingui/core/macro'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { box } from '../../ui/Field.tsx'
import type { RowDraft } from './draft.ts'

export type RowChange = Partial<Omit<RowDraft, 'key'>>

type Props = {
  id: string
  place: number
  isLast: boolean
  row: RowDraft
  errors: { [field in keyof RowChange]?: string | undefined }
  onChange: (key: string, change: RowChange) => void
  onMove: (key: string, by: 1 | -1) => void
  onRemove: (key: string) => void
}

const fields = [
  { name: 'section', maxLength: 40 },
  { name: 'row', maxLength: 10 },
  { name: 'first', maxLength: 4 },
  { name: 'last', maxLength: 4 },
] as const

const labelOf = (name: keyof RowChange): string =>
  ({ section: t`Section`, row: t`Row`, first: t`First seat`, last: t`Last seat` })[name]

const Knob = (props: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) => (
  <button
    type="button"
    aria-label={props.label}
    disabled={props.disabled}
    className="grid size-10 place-items-center rounded-full hover:bg-sunken disabled:opacity-30"
    onClick={props.onClick}
  >
    {props.children}
  </button>
)

const sameErrors = (a: Props['errors'], b: Props['errors']) => fields.every(({ name }) => a[name] === b[name])

/** One row of seats. There may be hundreds: only the one that is typed in is drawn again. */
export const RowLine = memo(
  ({ id, place, isLast, row, errors, onChange, onMove, onRemove }: Props) => {
    const told = fields.flatMap(({ name }) => (errors[name] ? [`${labelOf(name)}: ${errors[name]}`] : []))
    const named = `${row.section} ${row.row}`.trim() || t`line ${place}`
    return (
      <li className="grid grid-cols-[minmax(0,1fr)_4rem_4rem_4rem] items-center gap-x-2 sm:grid-cols-[minmax(0,1fr)_4.5rem_4.5rem_4.5rem_auto]">
        {fields.map(({ name, maxLength }) => (
          <input
            key={name}
            id={`${id}-${name}`}
            aria-label={t`${labelOf(name)}, line ${place}`}
            aria-invalid={errors[name] ? true : undefined}
            aria-describedby={told.length > 0 ? `${id}-errors` : undefined}
            className={`${box} px-2.5! py-2!`}
            autoComplete="off"
            inputMode={maxLength === 4 ? 'numeric' : undefined}
            maxLength={maxLength}
            value={row[name]}
            onChange={(event) => onChange(row.key, { [name]: event.target.value })}
          />
        ))}
        <div className="col-span-4 flex justify-end sm:col-span-1">
          <Knob label={t`Move ${named} up`} disabled={place === 1} onClick={() => onMove(row.key, -1)}>
            <ArrowUp aria-hidden="true" className="size-4.5" />
          </Knob>
          <Knob label={t`Move ${named} down`} disabled={isLast} onClick={() => onMove(row.key, 1)}>
            <ArrowDown aria-hidden="true" className="size-4.5" />
          </Knob>
          <Knob label={t`Remove ${named}`} onClick={() => onRemove(row.key)}>
            <Trash2 aria-hidden="true" className="size-4.5 text-bad" />
          </Knob>
        </div>
        {told.length > 0 && (
          <p id={`${id}-errors`} className="col-span-full text-sm font-semibold text-bad">
            {told.join('. ')}
          </p>
        )}
      </li>
    )
  },
  (a, b) =>
    a.row === b.row && a.place === b.place && a.isLast === b.isLast && a.id === b.id && sameErrors(a.errors, b.errors),
)
