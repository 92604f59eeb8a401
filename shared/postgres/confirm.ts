import { sql } from 'drizzle-orm'
import type { Log } from '#shared/log'
import { isHeardInAnyOrder, listenersTo } from '#shared/messages/contracts'
import type { Envelope, ServiceName } from '#shared/messages/envelope'
import { storyOf } from '#shared/messages/story'
import type { Db } from '#shared/postgres/db'
import { envelopeOf, KNOWN } from '#shared/postgres/outbox'
import type { AskHeard } from '#shared/qstash/heard'
import { PartlyRefused, type Publish } from '#shared/qstash/publish'

const BATCH = 500
/** What one sweep may look at; what is left is the next one's. */
const ROUNDS = 20

export type Confirmed = {
  /** Messages that everybody who listens has heard. */
  heard: number
  /** Messages that were published again, because somebody had not. */
  resent: number
  /** Messages nobody could be asked about. */
  unasked: number
}

/** Asks listeners what they have heard of what was published, and publishes again what they have not. */
export type Confirm = () => Promise<Confirmed>

/** By what a listener is asked for a message. */
const keyOf = (to: ServiceName, { id, type, aggregate }: Envelope) => (isHeardInAnyOrder(type, to) ? id : aggregate)

type Asked = { position: number; resent: number; envelope: Envelope }

/**
 * Anti-entropy: a message counts as told when whoever listens says so, not when the broker does (decision 13). Several may do
 * this at once: who asks about rows moves their `ask_at` on by half a minute, and passes over what another is just taking.
 */
export const createConfirm = ({
  db,
  schema,
  publish,
  ask,
  log,
}: {
  db: Db
  schema: string
  publish: Publish
  ask: AskHeard
  log: Log
}): Confirm => {
  const outbox = sql`${sql.identifier(schema)}.outbox`

  const claim = () =>
    db.rows<Asked>(sql`
      with due as materialized (
        select position from ${outbox}
        where published_at is not null and heard_at is null and ask_at <= now() and type in ${KNOWN}
        order by ask_at limit ${BATCH} for update skip locked)
      update ${outbox} o set ask_at = now() + interval '30 seconds' from due where o.position = due.position
      returning o.position::float8 as position, o.resent, ${envelopeOf} as envelope`)

  const list = (rows: readonly Asked[]) =>
    sql`select value::bigint from jsonb_array_elements_text(${JSON.stringify(rows.map(({ position }) => position))}::jsonb)`

  const noteHeard = (rows: readonly Asked[]) =>
    db.rows(sql`update ${outbox} set heard_at = now() where position in (${list(rows)})`)

  // One, two, four … minutes, up to four hours: a listener that refuses for good is not buried under copies.
  const noteResent = (rows: readonly Asked[]) =>
    db.rows(sql`
      update ${outbox} set resent = resent + 1, ask_at = now() + interval '1 minute' * power(2, least(resent, 8))
      where position in (${list(rows)})`)

  /** How far each listener has followed what it should know; undefined for one that did not answer. */
  const askAll = async (rows: readonly Asked[]) => {
    const wanted = new Map<ServiceName, Set<string>>()
    for (const { envelope } of rows) {
      for (const to of listenersTo(envelope.type)) {
        wanted.set(to, (wanted.get(to) ?? new Set()).add(keyOf(to, envelope)))
      }
    }
    const answers = [...wanted].map(async ([to, keys]) => {
      const answer = await ask(to, [...keys]).catch((error: unknown) => {
        log('warn', 'a listener could not be asked what it has heard', { listener: to, error })
        return undefined
      })
      return [to, answer] as const
    })
    return new Map(await Promise.all(answers))
  }

  const round = async (rows: readonly Asked[]): Promise<Confirmed> => {
    const answers = await askAll(rows)
    const isMissing = (envelope: Envelope) => {
      return (to: ServiceName) => (answers.get(to)?.[keyOf(to, envelope)] ?? 0) < envelope.version
    }
    const listeners = ({ envelope }: Asked) => listenersTo(envelope.type)
    const answered = rows.filter((row) => listeners(row).every((to) => answers.get(to) !== undefined))
    const missing = answered.filter((row) => listeners(row).some(isMissing(row.envelope)))
    const heard = answered.filter((row) => !missing.includes(row))
    if (heard.length > 0) await noteHeard(heard)
    if (missing.length > 0) {
      // In the order in which they were written, as the first time.
      const again = missing.toSorted((a, b) => a.position - b.position)
      const times = new Map(again.map(({ envelope, resent }) => [envelope.id, resent + 1]))
      await publish(
        again.map(({ envelope }) => envelope),
        (message) => ({
          to: listenersTo(message.type).filter(isMissing(message)),
          time: times.get(message.id) ?? 1,
        }),
      ).catch((error: unknown) => {
        if (!(error instanceof PartlyRefused)) throw error
        log('warn', 'messages could not be published', { count: error.ids.size, error })
      })
      await noteResent(again)
      for (const { envelope } of again) log('warn', 'published again: it was not heard', storyOf(envelope))
    }
    return { heard: heard.length, resent: missing.length, unasked: rows.length - answered.length }
  }

  return async () => {
    const total: Confirmed = { heard: 0, resent: 0, unasked: 0 }
    for (let n = 0; n < ROUNDS; n++) {
      const rows = await claim()
      if (rows.length === 0) break
      try {
        const { heard, resent, unasked } = await round(rows)
        total.heard += heard
        total.resent += resent
        total.unasked += unasked
        // Whoever does not answer now does not answer in a second either.
        if (unasked > 0) break
      } catch (error) {
        log('warn', 'what was not heard could not be published again', { count: rows.length, error })
        break
      }
      if (rows.length < BATCH) break
    }
    return total
  }
}
