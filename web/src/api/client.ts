import { refreshSession } from './refresh.ts'
import { Refusal, refusedAs } from './refusal.ts'

type Query = Record<string, string | number | undefined>

export type Call = {
  method?: 'GET' | 'POST' | 'PATCH'
  query?: Query
  body?: unknown
  idempotencyKey?: string
  ifMatch?: string
  signal?: AbortSignal
}

const address = (path: string, query: Query = {}) => {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  return params.size === 0 ? path : `${path}?${params}`
}

const send = async <T>(path: string, { method = 'GET', query, body, idempotencyKey, ifMatch, signal }: Call) => {
  const headers = new Headers({ accept: 'application/json' })
  if (method !== 'GET') headers.set('content-type', 'application/json')
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey)
  if (ifMatch) headers.set('if-match', ifMatch)

  const response = await fetch(address(path, query), {
    method,
    headers,
    body: method === 'GET' ? null : JSON.stringify(body ?? {}),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    throw Refusal.unreachable()
  })
  if (!response.ok) throw await Refusal.from(response)
  // The one place where an answer becomes a type; the contract behind it is tested where it is spoken.
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** Asks the API; an expired session is renewed once and the request repeated, every other refusal is thrown. */
export const request = async <T>(path: string, call: Call = {}): Promise<T> => {
  try {
    return await send<T>(path, call)
  } catch (error) {
    if (!refusedAs(error, 'signed-out')) throw error
    const renewed = await refreshSession().catch(() => {
      throw Refusal.unreachable()
    })
    if (!renewed) throw error
    return await send<T>(path, call)
  }
}
