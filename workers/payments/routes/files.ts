import * as z from 'zod'

/** The cursor of a page of lines: where the last one stands. */
export const Position = z.string().regex(/^[0-9]{1,18}$/, 'must be the cursor of a page')

/** A file to be kept: named after what it is and the day it was made. */
export const csvFile = (name: string, body: ReadableStream<Uint8Array>) =>
  new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="${name}-${new Date().toISOString().slice(0, 10)}.csv"`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
