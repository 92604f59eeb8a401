/*
 * Runs a part of the self-hosted installation on Bun: a port, `/livez`, `/readyz`, one line of JSON per log entry, and
 * a drain on SIGTERM. The one place under selfhost/ that knows Bun and the process.
 */
import * as z from 'zod'

type Server = { port: number; stop(): Promise<void> }
declare const Bun: {
  serve(options: { port: number; idleTimeout: number; fetch(request: Request): Promise<Response> }): Server
}

export type Part = {
  fetch(request: Request): Promise<Response>
  /** Resolves when the part can do its work; rejects with the reason why not. */
  ready(): Promise<unknown>
  /** Begins nothing more by itself; requests are still served until `stop`. */
  halt?(): void
  stop(): Promise<void>
}

const READY_WITHIN_MS = 2000
// Longer than a load balancer needs to notice that /readyz has turned.
const DRAIN_NOTICE_MS = 2000

/** One entry on standard output, for whatever collects the logs. */
export const log = (line: Record<string, unknown>) => {
  console.log(JSON.stringify({ time: new Date().toISOString(), ...line }))
}

/** A TCP port, from text; 0 lets the system choose one, which the log tells. */
export const Port = z.coerce.number().int().min(0).max(65_535)

/** The environment in the given shape; names every variable that is wrong and ends the process. */
export const readEnv = <Shape extends z.ZodType>(shape: Shape): z.output<Shape> => {
  const parsed = shape.safeParse(process.env)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) {
    console.error(`${path.join('.')} is not configured correctly: ${message}`)
  }
  process.exit(1)
}

const isReady = (part: Part) => {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${READY_WITHIN_MS} ms`)), READY_WITHIN_MS).unref()
  })
  return Promise.race([part.ready(), late])
}

/** Serves `part` on `port` until SIGTERM or SIGINT, then lets what is under way finish and ends the process. */
export const host = (name: string, part: Part, port: number): void => {
  let leaving = false
  // Who keeps a connection to a process that leaves would send the next request to nobody.
  const closing = (response: Response) => {
    const last = new Response(response.body, response)
    last.headers.set('Connection', 'close')
    return last
  }
  const server = Bun.serve({
    port,
    idleTimeout: 60,
    fetch: async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/livez') return new Response('ok')
      if (pathname !== '/readyz') return part.fetch(request).then((answer) => (leaving ? closing(answer) : answer))
      if (leaving) return new Response('leaving', { status: 503 })
      return isReady(part).then(
        () => new Response('ok'),
        (error: unknown) => {
          log({ level: 'error', part: name, event: 'not ready', error: String(error) })
          return new Response('not ready', { status: 503 })
        },
      )
    },
  })
  log({ level: 'info', part: name, event: 'listening', port: server.port })

  const leave = async (signal: string) => {
    if (leaving) return
    leaving = true
    log({ level: 'info', part: name, event: 'leaving', signal })
    part.halt?.()
    await new Promise((resolve) => setTimeout(resolve, signal === 'SIGTERM' ? DRAIN_NOTICE_MS : 0))
    await server.stop()
    await part.stop()
    log({ level: 'info', part: name, event: 'stopped' })
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void leave(signal))
}
