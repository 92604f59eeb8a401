import * as z from 'zod'
import type { CloudflareContext } from '#shared/http/cloudflare'
import { type Log, logTo } from '#shared/log'

type Served<Deps> = {
  fetch(request: Request, env: object, context: CloudflareContext): Response | Promise<Response>
  deps?: Deps
}
type Closable = { db?: { close(): Promise<void> }; log: Log }

type BunServer = { port: number; stop(closeActive?: boolean): Promise<void> }
type BunRuntime = {
  serve(options: {
    port: number
    hostname: string
    idleTimeout: number
    fetch(request: Request): Response | Promise<Response>
  }): BunServer
}

/**
 * In seconds, the most Bun takes. Its own ten would cut off a sweep that takes longer, and close connections that a proxy means to
 * use again just now: who opened a connection shall be who closes it.
 */
const IDLE_TIMEOUT = 255

const LINES_EVERY_MS = 10
const MOST_WAITING = 64 * 1024

/**
 * Lines of a moment go out in one write: under load, writing each alone costs a tenth of the process. What is left when the
 * process ends by itself is written then.
 */
const writeTogether = () => {
  let lines = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    const out = lines
    lines = ''
    clearTimeout(timer)
    timer = undefined
    if (out !== '') process.stdout.write(out)
  }
  process.once('exit', flush)
  return (_level: unknown, line: string) => {
    lines += `${line}\n`
    if (lines.length > MOST_WAITING) flush()
    else timer ??= setTimeout(flush, LINES_EVERY_MS)
  }
}

/** What the host itself is told, beside what the service has to be told. */
export const HostEnv = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  /** How often the process sweeps by itself, in milliseconds; 0 leaves it to whoever calls `/internal/sweep`. */
  SWEEP_EVERY_MS: z.coerce.number().int().min(0).default(30_000),
  /**
   * How long after SIGTERM requests are still taken, in milliseconds: `/readyz` refuses, and every answer asks for the
   * connection to be closed, so that nobody sends one more request down a connection that is about to end.
   */
  DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
})

/** The environment in the given shape; undefined where something is wrong, which is said, a line for each variable. */
const readEnv = <Schema extends z.ZodType>(schema: Schema): z.output<Schema> | undefined => {
  const parsed = schema.safeParse(process.env)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) console.error(`${path.join('.')}: ${message}`)
  process.exitCode = 1
  return undefined
}

/** A job: parses the environment, does its work and ends, with 1 where that failed. */
export const runOnBun = async <Schema extends z.ZodType>(
  schema: Schema,
  work: (config: z.output<Schema>) => Promise<unknown>,
) => {
  const config = readEnv(schema)
  if (config === undefined) return
  await work(config).catch((error: unknown) => {
    console.error(JSON.stringify({ level: 'error', message: String(error) }))
    process.exitCode = 1
  })
}

/** The answer with a request to close the connection after it. */
const closing = (response: Response) => {
  const last = new Response(response.body, response)
  last.headers.set('Connection', 'close')
  return last
}

/**
 * Hosts a service on Bun: parses the environment (and refuses to start, naming each wrong variable), connects once, serves,
 * sweeps, and on SIGTERM is no longer ready, stops taking requests, finishes what is under way, and closes its connections.
 */
export const serveOnBun = async <Schema extends z.ZodType, Deps extends Closable>(
  schema: Schema,
  connect: (config: z.output<Schema>) => Deps,
  createApp: (deps: Deps) => Served<Deps>,
  sweep?: (deps: Deps) => Promise<unknown>,
) => {
  const [host, config] = [readEnv(HostEnv), readEnv(schema)]
  if (host === undefined || config === undefined) return
  logTo(writeTogether())
  const deps = connect(config)
  const app = createApp(deps)
  const pending = new Set<Promise<unknown>>()
  const context: CloudflareContext = {
    props: {},
    passThroughOnException: () => {},
    waitUntil: (work) => {
      const settled = work.catch(() => {}).finally(() => pending.delete(settled))
      pending.add(settled)
    },
  }
  let leaving = false
  const { Bun } = globalThis as unknown as { Bun: BunRuntime }
  const server = Bun.serve({
    port: host.PORT,
    hostname: host.HOST,
    idleTimeout: IDLE_TIMEOUT,
    fetch: async (request) => {
      if (!leaving) return app.fetch(request, {}, context)
      if (new URL(request.url).pathname === '/readyz') return closing(new Response('leaving', { status: 503 }))
      return closing(await app.fetch(request, {}, context))
    },
  })
  const tidy = (work: Promise<unknown>) =>
    work.catch((error: unknown) =>
      deps.log('error', 'the sweep failed; the next one tries again', { alert: 'sweep-failed', error }),
    )
  const sweeping =
    sweep && host.SWEEP_EVERY_MS > 0
      ? setInterval(() => context.waitUntil(tidy(sweep(deps))), host.SWEEP_EVERY_MS)
      : undefined
  console.log(JSON.stringify({ level: 'info', message: 'listening', port: server.port }))

  const drain = async () => {
    leaving = true
    clearInterval(sweeping)
    await new Promise((resolve) => setTimeout(resolve, host.DRAIN_MS))
    await server.stop()
    while (pending.size > 0) await Promise.all(pending)
    await deps.db?.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, drain)
}
