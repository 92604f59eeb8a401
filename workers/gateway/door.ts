import * as z from 'zod'
import { createApp } from './app.ts'
import { connect } from './deps.ts'
import { Env } from './env.ts'
import { readPages } from './pages.ts'

const Door = z
  .object({
    /** The folder of the built pages. */
    PAGES: z.string().min(1),
    /** How many proxies stand before this process, each of which adds whom it saw to X-Forwarded-For. */
    PROXIES: z.coerce.number().int().min(1).max(5),
  })
  .transform(({ PAGES, PROXIES }) => ({ pages: PAGES, proxies: PROXIES }))

/** What the gateway needs where no edge stands before it: its own configuration, and what the edge did for it. */
export const DoorEnv = z.intersection(Env, Door)

type DoorConfig = z.output<typeof DoorEnv>

export const connectDoor = (config: DoorConfig) => ({
  ...connect(config),
  pages: readPages(config.pages),
  proxies: config.proxies,
})

/** What a worker answers on the edge (`run_worker_first` in wrangler/gateway.jsonc); everything else there is a page or a file. */
const API = /^\/(api(?!\/docs\/)(\/|$)|livez$|readyz$)/

/**
 * The request as the edge would hand it over, with the caller's address in `cf-connecting-ip`: the last that a proxy of ours
 * wrote. What callers wrote themselves, in this header or at the front of the list, proves nothing and is dropped.
 */
export const asSeen = (request: Request, proxies: number): Request => {
  const seen = new Request(request)
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  const caller = hops.at(-proxies)
  if (caller) seen.headers.set('cf-connecting-ip', caller)
  else seen.headers.delete('cf-connecting-ip')
  return seen
}

/** The same door as on the edge: pages with their headers, and `/api` through the same app with the same limits. */
export const createDoor = (deps: ReturnType<typeof connectDoor>) => {
  const app = createApp(deps)
  const fetch: typeof app.fetch = (request, env, context) =>
    API.test(new URL(request.url).pathname)
      ? app.fetch(asSeen(request, deps.proxies), env, context)
      : deps.pages(request)
  return { fetch, deps }
}
