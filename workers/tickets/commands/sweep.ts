import type { Deps } from '../deps.ts'

/** Publishes what could not be published before. */
export const sweep = async ({ outbox, log }: Pick<Deps, 'outbox' | 'log'>) => {
  const published = await outbox.drain()
  if (published > 0) log('info', 'swept', { published })
  return { published }
}
