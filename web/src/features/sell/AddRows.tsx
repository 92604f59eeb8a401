import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import type { RowDraft, Wrong } from './draft.ts'
import { mostRows, quantityOf, rowNames } from './seat-rows.ts'

type Props = { id: string; error: string | undefined; rows: readonly RowDraft[]; onAdd: (rows: RowDraft[]) => void }

const nothing = { section: '', from: '', to: '', first: '1', last: '' }
type Typed = typeof nothing

/** The rows that somebody describes at once, or what keeps them from being rows. */
const rowsFrom = (typed: Typed, had: readonly RowDraft[]): { rows: RowDraft[] } | { wrong: Wrong } => {
  const wrong: Wrong = {}
  const section = typed.section.trim()
  const names = rowNames(typed.from, typed.to)
  const whole = (text: string) => /^[1-9]\d{0,3}$/.test(text.trim())
  if (section === '') wrong.section = t`Name the section, like “Stalls”`
  if (!names) wrong.from = t`Enter rows like A to M, or 1 to 13`
  if (!whole(typed.first)) wrong.first = t`Enter a number`
  if (!whole(typed.last) || Number(typed.last) < Number(typed.first))
    wrong.last = t`Enter a number, not before the first`
  const twice = names?.find((name) => had.some((row) => row.section.trim() === section && row.row.trim() === name))
  if (twice !== undefined) wrong.from = t`Row ${twice} is there already`
  if (names && had.length + names.length > mostRows) wrong.from = t`A ticket type has ${mostRows} rows at the most`
  if (!names || Object.keys(wrong).length > 0) return { wrong }
  const [first, last] = [typed.first.trim(), typed.last.trim()]
  return { rows: names.map((row) => ({ key: crypto.randomUUID(), section, row, first, last })) }
}

const words = (rows: number, seats: number) => {
  const those = plural(rows, { one: '# row', other: '# rows' })
  const these = plural(seats, { one: '# seat', other: '# seats' })
  return t`${those} with ${these}`
}

/** A whole block of rows at once: section, from row to row, from seat to seat. */
export const AddRows = ({ id, error, rows, onAdd }: Props) => {
  const [typed, setTyped] = useState(nothing)
  const [wrong, setWrong] = useState<Wrong>({})
  const [said, setSaid] = useState('')
  const planned = rowsFrom(typed, rows)
  const seatsIn = (some: RowDraft[]) => quantityOf(some.map(({ first, last }) => ({ first: +first, last: +last })))

  const add = () => {
    if ('wrong' in planned) return setWrong(planned.wrong)
    onAdd(planned.rows)
    setWrong({})
    setSaid(t`Added ${words(planned.rows.length, seatsIn(planned.rows))}.`)
    setTyped({ ...typed, from: '', to: '' })
  }
  const field = (name: keyof Typed) => ({
    id: name === 'section' ? id : `${id}-${name}`,
    error: wrong[name] ?? (name === 'section' ? error : undefined),
    value: typed[name],
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => {
      setSaid('')
      setTyped({ ...typed, [name]: event.target.value })
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter') return
      // Enter means these rows here, not the whole event.
      event.preventDefault()
      add()
    },
  })

  return (
    <fieldset className="min-w-0 rounded-2xl bg-sunken px-4 pt-3 pb-4">
      <legend className="sr-only">
        <Trans>Add rows of seats</Trans>
      </legend>
      <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[minmax(0,1.6fr)_repeat(4,minmax(0,1fr))]">
        <div className="col-span-2 sm:col-span-1">
          <TextField label={t`Section`} placeholder={t`Stalls`} maxLength={40} {...field('section')} />
        </div>
        <TextField label={t`From row`} placeholder="A" maxLength={10} {...field('from')} />
        <TextField label={t`To row`} placeholder="M" maxLength={10} {...field('to')} />
        <TextField label={t`From seat`} inputMode="numeric" {...field('first')} />
        <TextField label={t`To seat`} placeholder="20" inputMode="numeric" {...field('last')} />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button variant="secondary" onClick={add}>
          <Trans>Add rows</Trans>
        </Button>
        <p role="status" className="text-sm text-muted">
          {said || ('rows' in planned ? t`This adds ${words(planned.rows.length, seatsIn(planned.rows))}.` : '')}
        </p>
      </div>
    </fieldset>
  )
}
