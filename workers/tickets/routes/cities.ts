import { createHash } from 'node:crypto'
import { anyone } from '#shared/http/access'
import { rememberAnswers, sendRemembered } from '#shared/http/remembered'
import type { City } from '../store/catalogue.ts'
import { tickets } from './service.ts'

const most = 40
const forMs = 60_000
const caching = { 'Cache-Control': `public, max-age=${forMs / 1000}` }

/** Where something is on sale, to choose from. Everybody gets the same list, at most a minute old. */
export const cityRoutes = () => {
  const remembered = rememberAnswers(forMs)
  return tickets.people().get('/', anyone(), async (c) => {
    const look = async () => {
      const body = JSON.stringify({ items: await c.var.deps.catalogue.cities(most) })
      const etag = createHash('sha256').update(body).digest('base64url').slice(0, 16)
      return { body, etag: `W/"${etag}"` }
    }
    return sendRemembered<{ items: City[] }>(c, await remembered('cities', look), caching)
  })
}
