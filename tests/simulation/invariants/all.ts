import type { Books, Invariant } from './books.ts'
import * as ledger from './ledger.ts'
import * as messages from './messages.ts'
import * as money from './money.ts'
import * as people from './people.ts'
import * as refunds from './refunds.ts'
import * as rest from './rest.ts'
import * as stock from './stock.ts'

const all: { [name: string]: Invariant } = {
  ...stock,
  ...money,
  ...refunds,
  ...ledger,
  ...messages,
  ...people,
  ...rest,
}

/** A sentence of ours that was not true, and the rows that say so. */
export type Breach = { invariant: string; rows: string[] }

/** Every invariant that does not hold in these books. */
export const breaches = (books: Books): Breach[] =>
  Object.entries(all).flatMap(([invariant, check]) => {
    const rows = check(books)
    return rows.length === 0 ? [] : [{ invariant, rows }]
  })
