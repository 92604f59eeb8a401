import type * as z from 'zod'
import type { CloudflareContext } from '#shared/http/cloudflare'
import { type Log, logTo } from '#shared/log'

type Served<Deps> = {
  fetch(request: Request, env: object, context: CloudflareContext): Response | Promise<Response>
  deps?: Deps
}
type Closable = { db?: { close(): Promise<void> }; log: Log }

type BunServer = { port: number; stop(closeActive?: boolean): Promise<void> }
type BunRuntime = {
  serve(options: { port: number; hostname: string; fetch(request: Request): Response | Promise<Response> }): BunServer
}

const SWEEP_EVERY_MS = 30_000

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

/**
 * Hosts a service on Bun: parses the environment (and refuses to start, naming each wrong variable), connects once, serves,
 * sweeps every half minute, and on SIGTERM stops taking requests, finishes what is under way, and closes its connections.
 */
export const serveOnBun = async <Schema extends z.ZodType, Deps extends Closable>(
  schema: Schema,
  connect: (config: z.output<Schema>) => Deps,
  createApp: (deps: Deps) => Served<Deps>,
  sweep?: (deps: Deps) => Promise<unknown>,
) => {
  const config = schema.safeParse(process.env)
  if (!config.success) {
    for (const { path, message } of config.error.issues) console.error(`${path.join('.')}: ${message}`)
    process.exitCode = 1
    return
  }
  logTo(writeTogether())
  const deps = connect(config.data)
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
  const { Bun } = globalThis as unknown as { Bun: BunRuntime }
  const server = Bun.serve({
    port: Number(process.env.PORT ?? 8080),
    hostname: process.env.HOST ?? '127.0.0.1',
    fetch: (request) => app.fetch(request, {}, context),
  })
  const tidy = (work: Promise<unknown>) =>
    work.catch((error: unknown) =>
      deps.log('error', 'the sweep failed; the next one tries again', { alert: 'sweep-failed', error }),
    )
  const sweeping = sweep && setInterval(() => context.waitUntil(tidy(sweep(deps))), SWEEP_EVERY_MS)
  console.log(JSON.stringify({ level: 'info', message: 'listening', port: server.port }))

  const drain = async () => {
    clearInterval(sweeping)
    await server.stop()
    while (pending.size > 0) await Promise.all(pending)
    await deps.db?.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, drain)
}
