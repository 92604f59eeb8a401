import { forgetAnswers } from '#shared/http/idempotency'
import type { Deps } from '../deps.ts'

/** Publishes what could not be published before, and forgets answers nobody will ask for again. */
export const sweep = async ({ db, schema, outbox, log }: Pick<Deps, 'db' | 'schema' | 'outbox' | 'log'>) => {
  const published = await outbox.drain()
  const forgotten = await forgetAnswers(db, schema)
  if (published + forgotten > 0) log('info', 'swept', { published, forgotten })
  return { published, forgotten }
}
