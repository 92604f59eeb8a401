/** A file to be kept: named after what it is and the day it was made. */
export const csvFile = (name: string, body: ReadableStream<Uint8Array>) =>
  new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="${name}-${new Date().toISOString().slice(0, 10)}.csv"`,
      'X-Content-Type-Options': 'nosniff',
    },
  })
