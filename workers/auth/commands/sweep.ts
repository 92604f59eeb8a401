import type { Deps } from '../deps.ts'

/** Forgets sessions that ended long ago. */
export const sweep = async ({ sessions, log }: Pick<Deps, 'sessions' | 'log'>) => {
  const forgotten = await sessions.forget()
  if (forgotten > 0) log('info', 'swept', { forgotten })
  return { forgotten }
}
