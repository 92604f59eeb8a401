import type { Household, Said } from './household.ts'
import type { Ended } from './loom.ts'
import type { Somebody } from './people.ts'
import type { Record, Shown } from './record.ts'
import type { Simulated } from './store.ts'

/** One thing somebody asks of the store, with the key that makes asking again safe. */
export type Errand = {
  who: Somebody
  to: Simulated
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  path: string
  body?: unknown
  key?: string
  ifMatch?: string
  /** How many copies are under way. */
  flying: number
  /** Nobody knows what became of it: no answer came, or one that says to come back. */
  open: boolean
  onAnswer?: (status: number, body: never) => void
}

const isOrder = (value: unknown): value is { id: string; state: string; because: string | null } =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  String(value.id).startsWith('ord_') &&
  'state' in value

/** Runs errands and remembers every word of the answers. */
export const createErrands = (household: Household, record: Record, step: () => number) => {
  const open: Errand[] = []

  const note = (errand: Errand, askedAt: number, { status, text, headers }: Said) => {
    const { who, method, path } = errand
    record.replies.push({ account: who.id, method, path, status, text, step: step() })
    const body = text === '' ? undefined : JSON.parse(text)
    const orders = isOrder(body) ? [body] : ((body?.items ?? []) as unknown[]).filter(isOrder)
    // A repeated request is given its first answer again: that is what was true then, and says that it is.
    for (const { id, state, because } of headers.has('idempotent-replayed') ? [] : orders) {
      record.told.push({ order: id, state, because, askedAt, toldAt: step() })
    }
    if (method === 'GET' && isOrder(body) && status === 200 && path === `/api/orders/${body.id}`) {
      record.shown.set(body.id, body as unknown as Shown)
    }
    if (method === 'POST' && path === '/api/orders' && status === 201 && isOrder(body) && errand.key) {
      record.promised.push({ account: who.id, key: errand.key, order: body.id, step: step() })
    }
    return body
  }

  const answered = (errand: Errand, askedAt: number, end: Ended<Said>) => {
    errand.flying--
    if (end === 'died' || 'error' in end) return
    const { value } = end
    const body = note(errand, askedAt, value)
    const running = value.status === 409 && (body?.type as string | undefined)?.endsWith('/still-running')
    if (value.status >= 500 || running) return
    errand.open = false
    const at = open.indexOf(errand)
    if (at >= 0) open.splice(at, 1)
    errand.onAnswer?.(value.status, body as never)
  }

  const send = (errand: Errand) => {
    const { who, to, method, path, body, key, ifMatch } = errand
    const headers: { [name: string]: string } = { authorization: `Bearer ${who.token}` }
    if (key) headers['idempotency-key'] = key
    if (ifMatch) headers['if-match'] = ifMatch
    const init: RequestInit = { method, headers }
    if (body !== undefined) {
      headers['content-type'] = 'application/json'
      init.body = JSON.stringify(body)
    }
    errand.flying++
    const askedAt = step()
    household.send(to, new Request(`https://${to}.sim${path}`, init), (end) => answered(errand, askedAt, end))
  }

  return {
    /** Somebody asks for something new. */
    run: (errand: Omit<Errand, 'flying' | 'open'>) => {
      const begun: Errand = { ...errand, flying: 0, open: true }
      if (errand.method !== 'GET') open.push(begun)
      send(begun)
      return begun
    },
    /** Somebody who does not know what became of it asks once more, in the same words. */
    again: send,
    /** What somebody does not know the end of, and what may be asked again at this moment. */
    unknown: () => open.filter(({ flying }) => flying === 0),
    open: (): readonly Errand[] => open,
    giveUp: (errand: Errand) => {
      const at = open.indexOf(errand)
      if (at >= 0) open.splice(at, 1)
    },
  }
}

export type Errands = ReturnType<typeof createErrands>
