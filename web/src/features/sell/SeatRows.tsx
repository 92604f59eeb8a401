import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { AddRows } from './AddRows.tsx'
import type { RowDraft, Wrong } from './draft.ts'
import { type RowChange, RowLine } from './RowLine.tsx'
import { quantityOf } from './seat-rows.ts'
import { fieldId } from './wrong.ts'

type Props = {
  n: number
  rows: readonly RowDraft[]
  wrong: Wrong
  onChange: (change: (rows: readonly RowDraft[]) => RowDraft[]) => void
}

const moved = (rows: readonly RowDraft[], key: string, by: 1 | -1): RowDraft[] => {
  const at = rows.findIndex((row) => row.key === key)
  const [row, other] = [rows[at], rows[at + by]]
  return row && other ? rows.with(at, other).with(at + by, row) : [...rows]
}

const seatsInRows = (seats: number, rows: number) => {
  const these = plural(seats, { one: '# seat', other: '# seats' })
  const those = plural(rows, { one: '# row', other: '# rows' })
  return t`${these} in ${those}`
}

const numberIn = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0)

/** The seats of a ticket type, row by row, the best row first. What they come to is the quantity. */
export const SeatRows = ({ n, rows, wrong, onChange }: Props) => {
  const at = `/ticketTypes/${n}/seats`
  const total = quantityOf(
    rows.flatMap(({ first, last }) =>
      numberIn(first) && numberIn(last) ? [{ first: numberIn(first), last: numberIn(last) }] : [],
    ),
  )
  const change = (key: string, to: RowChange) =>
    onChange((now) => now.map((row) => (row.key === key ? { ...row, ...to } : row)))
  const remove = (key: string) => onChange((now) => now.filter((row) => row.key !== key))

  return (
    <div className="space-y-3 sm:col-span-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-base">
          <Trans>Seats</Trans>
        </h3>
        <output id={fieldId(`/ticketTypes/${n}/quantity`)} tabIndex={-1} className="font-bold tabular-nums">
          {seatsInRows(total, rows.length)}
        </output>
      </div>
      {wrong[`/ticketTypes/${n}/quantity`] && (
        <p className="text-sm font-semibold text-bad first-letter:uppercase">{wrong[`/ticketTypes/${n}/quantity`]}</p>
      )}
      <AddRows id={fieldId(at)} error={wrong[at]} rows={rows} onAdd={(more) => onChange((now) => [...now, ...more])} />
      {rows.length > 0 && (
        <>
          <p className="text-sm text-muted">
            <Trans>
              The best row first: who asks for the best seats gets them in this order. Each line is a section, a row,
              its first and its last seat.
            </Trans>
          </p>
          <ol
            aria-label={t`Rows of ticket type ${n + 1}`}
            className="-mx-2 max-h-112 space-y-2 overflow-y-auto px-2 py-1"
          >
            {rows.map((row, index) => (
              <RowLine
                key={row.key}
                id={fieldId(`${at}/${index}`)}
                place={index + 1}
                isLast={index === rows.length - 1}
                row={row}
                errors={{
                  section: wrong[`${at}/${index}/section`],
                  row: wrong[`${at}/${index}/row`],
                  first: wrong[`${at}/${index}/first`],
                  last: wrong[`${at}/${index}/last`],
                }}
                onChange={change}
                onMove={(key, by) => onChange((now) => moved(now, key, by))}
                onRemove={remove}
              />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}
