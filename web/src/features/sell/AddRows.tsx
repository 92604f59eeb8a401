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
  if (section === '') wrong.section = 'Name the section, like “Stalls”'
  if (!names) wrong.from = 'Enter rows like A to M, or 1 to 13'
  if (!whole(typed.first)) wrong.first = 'Enter a number'
  if (!whole(typed.last) || Number(typed.last) < Number(typed.first))
    wrong.last = 'Enter a number, not before the first'
  const twice = names?.find((name) => had.some((row) => row.section.trim() === section && row.row.trim() === name))
  if (twice !== undefined) wrong.from = `Row ${twice} is there already`
  if (names && had.length + names.length > mostRows) wrong.from = `A ticket type has ${mostRows} rows at the most`
  if (!names || Object.keys(wrong).length > 0) return { wrong }
  const [first, last] = [typed.first.trim(), typed.last.trim()]
  return { rows: names.map((row) => ({ key: crypto.randomUUID(), section, row, first, last })) }
}

const words = (rows: number, seats: number) =>
  `${rows === 1 ? '1 row' : `${rows} rows`} with ${seats === 1 ? '1 seat' : `${seats} seats`}`

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
    setSaid(`Added ${words(planned.rows.length, seatsIn(planned.rows))}.`)
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
      <legend className="sr-only">Add rows of seats</legend>
      <div className="grid grid-cols-2 items-start gap-3 sm:grid-cols-[minmax(0,1.6fr)_repeat(4,minmax(0,1fr))]">
        <div className="col-span-2 sm:col-span-1">
          <TextField label="Section" placeholder="Stalls" maxLength={40} {...field('section')} />
        </div>
        <TextField label="From row" placeholder="A" maxLength={10} {...field('from')} />
        <TextField label="To row" placeholder="M" maxLength={10} {...field('to')} />
        <TextField label="From seat" inputMode="numeric" {...field('first')} />
        <TextField label="To seat" placeholder="20" inputMode="numeric" {...field('last')} />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button variant="secondary" onClick={add}>
          Add rows
        </Button>
        <p role="status" className="text-sm text-muted">
          {said || ('rows' in planned ? `This adds ${words(planned.rows.length, seatsIn(planned.rows))}.` : '')}
        </p>
      </div>
    </fieldset>
  )
}
