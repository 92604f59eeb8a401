import { Refusal } from '../../api/refusal.ts'
import type { SummaryLine } from '../../ui/ErrorSummary.tsx'
import type { Wrong } from './draft.ts'

/** The id of the field that holds what a pointer names: "/ticketTypes/0/price" → "field-ticketTypes-0-price". */
export const fieldId = (pointer: string) => `field${pointer.replaceAll('/', '-')}`

/** What the server found wrong, with its pointers cut down to the fields people see: a price is one field, not two. */
export const wrongOf = (error: unknown): Wrong =>
  error instanceof Refusal
    ? Object.fromEntries(
        error.errors.map(({ pointer, detail }) => [
          pointer.replace(/^#/, '').replace(/\/(amount|currency)$/, ''),
          detail,
        ]),
      )
    : {}

const names: Record<string, string> = {
  title: 'Title',
  description: 'Description',
  venue: 'Venue',
  city: 'City',
  startsAt: 'Starts',
  timeZone: 'Time zone',
  currency: 'Currency',
  holdMinutes: 'Hold time',
  name: 'Name',
  price: 'Price',
  quantity: 'Quantity',
  maxPerOrder: 'Max per order',
  salesStartAt: 'Sales start',
  salesEndAt: 'Sales end',
  seats: 'Seats',
  section: 'Section',
  row: 'Row',
  first: 'First seat',
  last: 'Last seat',
}

/** "/ticketTypes/0/price" → "Ticket type 1, Price"; "/ticketTypes/0/seats/2/last" → "Ticket type 1, line 3, Last seat" */
const placeOf = (pointer: string) => {
  const [, first = '', index, field, line, part] = pointer.split('/')
  const name = names[part ?? field ?? first]
  if (index === undefined) return name
  const places = [`Ticket type ${Number(index) + 1}`, line === undefined ? undefined : `line ${Number(line) + 1}`, name]
  return places.filter(Boolean).join(', ')
}

export const linesOf = (wrong: Wrong): SummaryLine[] =>
  Object.entries(wrong).map(([pointer, detail]) => {
    const place = placeOf(pointer)
    return place ? { detail: `${place}: ${detail}`, field: fieldId(pointer) } : { detail }
  })
