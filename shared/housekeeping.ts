import { raiseAlerts, type Standing } from '#shared/alerts'
import { forgetAnswers } from '#shared/http/idempotency'
import type { Log } from '#shared/log'
import type { Metrics } from '#shared/metrics'
import type { Confirm } from '#shared/postgres/confirm'
import type { Db } from '#shared/postgres/db'
import { forgetMessages } from '#shared/postgres/forget'
import type { Outbox } from '#shared/postgres/outbox'
import type { Redeliver } from '#shared/qstash/redeliver'

/** What a service that speaks needs to keep its messages in order; `redeliver` only where it hears as well. */
export type MessageDeps = {
  db: Db
  schema: string
  outbox: Outbox
  confirm: Confirm
  redeliver?: Redeliver
  /** Where answers are not kept by Idempotency-Key, there are none to forget. */
  keepsAnswers?: boolean
  metrics: Metrics
  log: Log
}

/**
 * The part of every sweep that is about messages: publishes what is waiting, asks who has heard what, has delivered again
 * what was given up, forgets what is old, and says where a threshold is crossed. `own` are the service's own findings.
 */
export const keepMessages = async (
  { db, schema, outbox, confirm, redeliver, keepsAnswers = true, metrics, log }: MessageDeps,
  own: Partial<Standing> = {},
) => {
  const published = await outbox.drain()
  const { heard, resent, unasked } = await confirm()
  const { redelivered, refused } = redeliver ? await redeliver() : { redelivered: 0, refused: 0 }
  const answers = keepsAnswers ? await forgetAnswers(db, schema) : 0
  const forgotten = answers + (await forgetMessages(db, schema))
  const { unpublished, oldestSeconds, unheard, stuck } = await outbox.lag()

  metrics.count('holdfast_sweeps_total')
  metrics.count('holdfast_messages_published_total', published)
  metrics.count('holdfast_messages_confirmed_total', heard)
  metrics.count('holdfast_messages_resent_total', resent)
  metrics.count('holdfast_messages_redelivered_total', redelivered)
  metrics.count('holdfast_rows_forgotten_total', forgotten)
  metrics.set('holdfast_dead_letters', refused)
  raiseAlerts(log, { oldestSeconds, unpublished, refused, redelivered, resent, stuck, unasked, ...own })
  return { published, heard, resent, redelivered, refused, forgotten, unpublished, unheard }
}

/** The gauges as they are now, and this process's counters. */
export const measure = async ({ outbox, metrics }: Pick<MessageDeps, 'outbox' | 'metrics'>) => {
  const { unpublished, oldestSeconds, unheard, stuck } = await outbox.lag()
  metrics.set('holdfast_outbox_unpublished', unpublished)
  metrics.set('holdfast_outbox_oldest_seconds', oldestSeconds)
  metrics.set('holdfast_outbox_unheard', unheard)
  metrics.set('holdfast_outbox_stuck', stuck)
  return metrics.text()
}
