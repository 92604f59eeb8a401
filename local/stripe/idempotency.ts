import { Failure } from './errors.ts'
import { canonical, type JsonTree } from './form.ts'
import type { Answer } from './state.ts'

export type Outcome = { status: number; body: string; executed: boolean; headers: Record<string, string> }
export type Call = { id: string; endpoint: string; key: string | null; path: string; params: JsonTree }

const DAY = 24 * 60 * 60 * 1000
/** Keys may be forgotten after a day (API v2: thirty); a caller that relies on an older one should find that out here. */
const keptMs = (path: string) => (path.includes(' /v2/') ? 30 * DAY : DAY)

const mismatch = (key: string) =>
  new Failure(
    400,
    {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the endpoint and parameters they were first used with. Use another key than '${key}' for a different request.`,
    },
    false,
  )

const running = (key: string) =>
  new Failure(
    409,
    {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `Another request with the idempotency key '${key}' is still running. Try again later.`,
    },
    false,
  )

export const createIdempotency = (answers: Map<string, Answer>, nowMs: () => number) => {
  const inProgress = new Set<string>()

  /** Does the work once per key, and repeats its first answer to whoever asks again. */
  return async (call: Call, work: () => Promise<Outcome>): Promise<Outcome & { replayed?: Answer }> => {
    const { key } = call
    if (key === null) return work()
    if (key.length > 255)
      throw new Failure(400, { type: 'invalid_request_error', message: 'The idempotency key is too long.' }, false)
    const endpoint = call.path
    const params = canonical(call.params)
    const known = answers.get(key)
    if (known && known.at > nowMs() - keptMs(endpoint)) {
      if (known.endpoint !== endpoint || known.params !== params) throw mismatch(key)
      return { status: known.status, body: known.body, executed: true, headers: {}, replayed: known }
    }
    if (inProgress.has(key)) throw running(key)
    inProgress.add(key)
    try {
      const outcome = await work()
      const { status, body } = outcome
      if (outcome.executed) answers.set(key, { at: nowMs(), endpoint, params, status, body, requestId: call.id })
      return outcome
    } finally {
      inProgress.delete(key)
    }
  }
}
