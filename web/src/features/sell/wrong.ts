import { t } from '@lingui/core/macro'
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

const names = (): Record<string, string> => ({
  title: t`Title`,
  description: t`Description`,
  venue: t`Venue`,
  city: t`City`,
  startsAt: t`Starts`,
  timeZone: t`Time zone`,
  currency: t`Currency`,
  refundPolicy: t`Refunds`,
  access: t`Access`,
  accessFeatures: t`Access`,
  artwork: t`Picture`,
  holdMinutes: t`Hold time`,
  name: t`Name`,
  price: t`Price`,
  quantity: t`Quantity`,
  maxPerPerson: t`Most per person`,
  maxPerOrder: t`Most in one order`,
  salesStartAt: t`Sales start`,
  salesEndAt: t`Sales end`,
  seats: t`Seats`,
  section: t`Section`,
  row: t`Row`,
  first: t`First seat`,
  last: t`Last seat`,
})

/** "/ticketTypes/0/price" → "Ticket type 1, Price"; "/ticketTypes/0/seats/2/last" → "Ticket type 1, line 3, Last seat" */
const placeOf = (pointer: string) => {
  const [, first = '', index, field, line, part] = pointer.split('/')
  if (first === 'artwork') return names().artwork
  const name = names()[part ?? field ?? first]
  if (index === undefined) return name
  const places = [
    t`Ticket type ${Number(index) + 1}`,
    line === undefined ? undefined : t`line ${Number(line) + 1}`,
    name,
  ]
  return places.filter(Boolean).join(', ')
}

export const linesOf = (wrong: Wrong): SummaryLine[] =>
  Object.entries(wrong).map(([pointer, detail]) => {
    const place = placeOf(pointer)
    return place ? { detail: `${place}: ${detail}`, field: fieldId(pointer) } : { detail }
  })
