import * as z from 'zod'
import { idOf } from '#shared/ids'

// As PostgreSQL writes it, to the microsecond: a cursor that rounds skips events or shows them twice.
const at = z.iso.datetime({ offset: true }).refine((text) => text > '1970' && text < '2200')

/** Where a page ended, in the order it was read. */
export const Position = z.discriminatedUnion('sort', [
  z.strictObject({ sort: z.literal('soonest'), at, id: idOf('event') }),
  z.strictObject({ sort: z.literal('newest'), at, id: idOf('event') }),
  z.strictObject({ sort: z.literal('own'), id: idOf('event') }),
])
export type Position = z.infer<typeof Position>

const decoded = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

export const cursorOf = (position: Position) => Buffer.from(JSON.stringify(position)).toString('base64url')

/** A cursor that this service gave out for the order `sort`. */
export const cursorFor = <Sort extends Position['sort']>(...sorts: Sort[]) =>
  z
    .string()
    .max(400)
    .transform((text, context): Extract<Position, { sort: Sort }> => {
      const position = Position.safeParse(decoded(text))
      if (position.success && (sorts as string[]).includes(position.data.sort)) {
        return position.data as Extract<Position, { sort: Sort }>
      }
      context.addIssue({ code: 'custom', message: 'must be a nextCursor of this list' })
      return z.NEVER
    })
