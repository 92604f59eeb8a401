import { request } from './client.ts'

type Asking = {
  ifMatch?: string
  json?: unknown
  key?: string
  signal?: AbortSignal | undefined
  method?: 'GET' | 'POST' | 'PUT'
}

/** Routes that their service does not export yet; to be replaced by the typed client. */
export const soon = async <T>(
  path: string,
  query: Record<string, string | undefined>,
  { json, key, signal, method, ifMatch }: Asking,
): Promise<T> => {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value)
  const answer = await request(`/api/${path}${params.size > 0 ? `?${params}` : ''}`, {
    method: method ?? (key ? 'POST' : 'GET'),
    ...(signal ? { signal } : {}),
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(ifMatch ? { 'if-match': ifMatch } : {}),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  return answer.json() as Promise<T>
}
