import type { Context } from 'hono'
import { Problem } from '#shared/http/problem'
import type { Event } from '../event.ts'
import { view } from './view.ts'

const headersOf = (event: Event) => ({
  ETag: `"v${event.version}"`,
  // Kept by the browser of who asked, and never shown without asking whether it is still so: a draft is not for others.
  'Cache-Control': 'private, no-cache',
})

/** Tags as the client sends them back. A proxy that compresses marks them weak (W/); a version number is as strong as ever. */
const tagsIn = (header: string) => header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))

/** Which version the client means to change. */
export const expectedVersion = (c: Context): number => {
  const header = c.req.header('if-match')
  if (header === undefined || header.trim() === '*') {
    throw new Problem('if-match-required', 'Send the ETag of the version you have seen')
  }
  const version = /^"v(\d{1,9})"$/.exec(tagsIn(header)[0] ?? '')?.[1]
  if (version === undefined) throw new Problem('changed-meanwhile')
  return Number(version)
}

/** The event with its tag. */
export const answer = (c: Context, event: Event, status: 200 | 201 = 200) =>
  c.json(view(event), status, headersOf(event))

/** The event with its tag, or 304 when the client has it. */
export const answerUnlessKnown = (c: Context, event: Event) => {
  const known = tagsIn(c.req.header('if-none-match') ?? '')
  const headers = headersOf(event)
  if (known.includes(headers.ETag) || known.includes('*')) return c.body(null, 304, headers)
  return answer(c, event)
}
