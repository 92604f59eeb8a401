import * as z from 'zod'

/** An address that may be left empty, where empty means the vendor's own. */
export const OptionalUrl = z
  .union([z.literal(''), z.url()])
  .optional()
  .transform((url) => url || undefined)
