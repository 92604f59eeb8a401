import * as z from 'zod'

/** The cursor of a page of lines: where the last one stands. */
export const Position = z.string().regex(/^[0-9]{1,18}$/, 'must be the cursor of a page')
