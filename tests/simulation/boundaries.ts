import Stripe from 'stripe'
import { DatabaseAway, type Db } from '#shared/postgres/db'
import type { Chance } from './chance.ts'
import type { Life, Loom } from './loom.ts'
import { SECRET_KEY, type Till } from './till.ts'

/** What a driver says when PostgreSQL gave up on a statement that met another's locks. */
const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' })

const wordsOf = (statement: Parameters<Db['rows']>[0]) => {
  const first = statement.queryChunks.find((chunk) => typeof chunk === 'object' && chunk !== null && 'value' in chunk)
  const text = String((first as { value?: unknown } | undefined)?.value ?? '')
  return text.trim().replace(/\s+/g, ' ').slice(0, 60)
}

/** The database as one life of a process reaches it. */
export const databaseOf = (loom: Loom, life: Life, db: Db, chance: Chance): Db => {
  const gate = <T>(what: string, ask: () => Promise<T>) =>
    loom.gate(life, 'database', what, ask, (lost) => {
      if (!lost && chance.happens(0.2)) throw deadlock()
      throw new DatabaseAway(new Error(lost ? 'the answer was lost' : 'it cannot be reached'))
    })
  return {
    one: (build) => gate('one statement', () => db.one(build)),
    batch: (build) => gate('a transaction', () => db.batch(build)),
    rows: (statement) => gate(wordsOf(statement), () => db.rows(statement)),
    close: async () => {},
  }
}

/** The broker as one life of a process reaches it, through the SDK's own `fetch`. */
export const brokerOf =
  (loom: Loom, life: Life, answer: (request: Request) => Promise<Response>) =>
  (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const what = `${request.method} ${new URL(request.url).pathname}`
    // An error would have the SDK wait in real time and ask again; a proxy that is between says the same in words.
    const instead = () => new Response('bad gateway', { status: 502 })
    return loom.gate(life, 'broker', what, () => answer(request), instead)
  }

class Answered extends Stripe.HttpClientResponse {
  readonly #text: string
  constructor(status: number, headers: Headers, text: string) {
    super(status, Object.fromEntries(headers))
    this.#text = text
  }
  override getRawResponse() {
    return {}
  }
  override async toJSON() {
    return JSON.parse(this.#text)
  }
}

/** Stripe's own SDK as one life of a process has it, over calls that may go astray. It asks once: asking again is our affair. */
export const stripeOf = (loom: Loom, life: Life, till: Till): Stripe => {
  class Client extends Stripe.HttpClient {
    override getClientName() {
      return 'simulation'
    }
    override async makeRequest(...asked: Parameters<Stripe.HttpClient['makeRequest']>): Promise<Answered> {
      const [host, , path, method, headers, body] = asked
      const ask = async () => {
        const init: RequestInit = { method, headers: headers as Record<string, string> }
        if (method === 'POST') init.body = body || ''
        const response = await till.call(new Request(`https://${host}${path}`, init))
        return new Answered(response.status, response.headers, await response.text())
      }
      return loom.gate(life, 'stripe', `${method} ${path.split('?')[0]}`, ask, (lost) => {
        throw lost
          ? Stripe.HttpClient.makeTimeoutError()
          : Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      })
    }
  }
  return new Stripe(SECRET_KEY, { httpClient: new Client(), maxNetworkRetries: 0, telemetry: false })
}
