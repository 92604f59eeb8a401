import { Hono } from 'hono'
import * as z from 'zod'
import { bearing } from '#shared/http/internal'
import { validate } from '#shared/http/validate'
import { prefixes } from '#shared/ids'
import type { ServiceName } from '#shared/messages/envelope'
import type { Db } from '#shared/postgres/db'
import { heardMessages, heardVersions } from '#shared/postgres/inbox'
import { destinationOf } from '#shared/qstash/publish'

/**
 * How far a listener has followed each aggregate, by the version heard last; what it never heard of is missing. Where
 * something is heard in any order, the messages themselves stand in place of their aggregates.
 */
export type Heard = Record<string, number>

/** Asks a listener how far it has followed these aggregates. Rejects when it does not answer. */
export type AskHeard = (listener: ServiceName, aggregates: readonly string[]) => Promise<Heard>

/** How a request gets there: `fetch`, unless somebody decides over the roads. */
type Travel = (url: string, init: RequestInit) => Promise<Response>

const PATIENCE_MS = 10_000
const AT_ONCE = 500

const isMessage = (asked: string) => asked.startsWith(`${prefixes.message}_`)

const Question = z.strictObject({ aggregates: z.array(z.string().min(1).max(80)).min(1).max(AT_ONCE) })
const Answer = z.object({ heard: z.record(z.string(), z.int().nonnegative()) })

/**
 * Asks where the listener hears messages, not by way of the broker: what is to be found out is whether the broker's word is
 * true. A speaker knows the address already, so there is nothing more to configure, and no binding in a circle.
 */
export const createAskHeard =
  ({ destination, token, travel = fetch }: { destination: string; token: string; travel?: Travel }): AskHeard =>
  async (listener, aggregates) => {
    const response = await travel(`${destinationOf(destination, listener)}/heard`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ aggregates }),
      // The token goes to nobody but whom it was meant for.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!response.ok) throw new Error(`${listener} answered ${response.status}`)
    return Answer.parse(await response.json()).heard
  }

/** The listener's side: `POST {aggregates}` answers `{heard}`. Only for who carries the installation's own token. */
export const heardRoute = ({ token, db, schema }: { token: string; db: Db; schema: ServiceName }) => {
  const answer = async (asked: readonly string[]): Promise<Heard> => {
    const messages = asked.filter(isMessage)
    const aggregates = asked.filter((one) => !isMessage(one))
    const answers = [
      ...(messages.length > 0 ? [heardMessages(db, schema, messages)] : []),
      ...(aggregates.length > 0 ? [heardVersions(db, schema, aggregates)] : []),
    ]
    return Object.assign({}, ...(await Promise.all(answers)))
  }
  return new Hono().post('/', bearing(token), validate('json', Question), async (c) =>
    c.json({ heard: await answer(c.req.valid('json').aggregates) }),
  )
}
