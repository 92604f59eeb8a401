import * as z from 'zod'

/** How many of one type one request may name. */
export const MAX_QUANTITY = 20

export const distinct = <T>(list: readonly T[], nameOf: (one: T) => string) =>
  new Set(list.map(nameOf)).size === list.length

const Seat = z.strictObject({
  section: z.string().min(1).max(40),
  row: z.string().min(1).max(10),
  seat: z.int().min(1).max(9999),
})

/** Seats by name, each once. */
export const Seats = z
  .array(Seat)
  .min(1)
  .max(MAX_QUANTITY)
  .refine(
    (seats) => distinct(seats, ({ section, row, seat }) => JSON.stringify([section, row, seat])),
    'each seat may be named once',
  )
