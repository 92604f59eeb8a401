import type { Hono } from 'hono'
import type * as z from 'zod'
import { Problem } from '#shared/http/problem'
import { apiHeaders } from '#shared/http/security-headers'

/** The part of Cloudflare's execution context that we use. */
export type CloudflareContext = {
  waitUntil(work: Promise<unknown>): void
  passThroughOnException(): void
  props: unknown
}

type Served = { fetch: Hono['fetch'] }

/**
 * Hosts a service on Cloudflare: parses the bindings once per isolate, connects, serves. A misconfigured worker answers 500
 * and says in the log which variable is wrong.
 */
export const onCloudflare = <Schema extends z.ZodType, Deps>(
  schema: Schema,
  connect: (config: z.output<Schema>) => Deps,
  createApp: (deps: Deps) => Served,
  sweep?: (deps: Deps) => Promise<unknown>,
) => {
  let running: { deps: Deps; app: Served } | undefined
  const run = (bindings: unknown) => {
    if (running) return running
    const config = schema.safeParse(bindings)
    if (!config.success) {
      const wrong = config.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      console.error(JSON.stringify({ level: 'error', message: 'misconfigured', wrong }))
      return undefined
    }
    const deps = connect(config.data)
    running = { deps, app: createApp(deps) }
    return running
  }
  return {
    fetch: (request: Request, bindings: unknown, context: CloudflareContext) =>
      run(bindings)?.app.fetch(request, {}, context) ??
      Response.json(new Problem('internal').body('/requests/none'), {
        status: 500,
        headers: { ...apiHeaders, 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
      }),
    scheduled: async (_event: unknown, bindings: unknown) => {
      const started = run(bindings)
      if (started && sweep) await sweep(started.deps)
    },
  }
}
