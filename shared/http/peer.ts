import * as z from 'zod'
import { type Trace, traceparent } from '#shared/trace'

/** Another service, reachable over HTTP: a service binding on Cloudflare, an address elsewhere. The same call works on both. */
export type Peer = {
  /** Sends a request to `path` (`/api/…`). Rejects when the peer cannot be reached in `timeoutMs` (default 5,000). */
  fetch(path: string, init?: RequestInit & { trace?: Trace; timeoutMs?: number }): Promise<Response>
  /** Passes a request on as it is, body and all. */
  forward(request: Request): Promise<Response>
}

type Binding = { fetch(request: Request): Promise<Response> }

const toPeer = (base: string, send: (request: Request) => Promise<Response>): Peer => ({
  fetch: (path, { trace, timeoutMs = 5000, ...init } = {}) => {
    const request = new Request(new URL(path, base), {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (trace) request.headers.set('traceparent', traceparent(trace))
    return send(request)
  },
  forward: (request) => {
    const { pathname, search } = new URL(request.url)
    return send(new Request(new URL(`${pathname}${search}`, base), new Request(request, { redirect: 'manual' })))
  },
})

const isBinding = (value: unknown): value is Binding =>
  typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function'

/** How a service's environment names a peer: a binding or an absolute URL. */
export const PeerEnv = z.union([
  // A binding ignores the host; this name only shows up in logs.
  z
    .custom<Binding>(isBinding, 'must be a service binding or a URL')
    .transform((b) => toPeer('http://peer', (r) => b.fetch(r))),
  z.url().transform((url) => toPeer(url, (r) => fetch(r))),
])
