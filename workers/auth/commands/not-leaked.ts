import { Problem } from '#shared/http/problem'
import type { Deps } from '../deps.ts'

/**
 * Refuses a new password that is known to have leaked anywhere. While nobody can say, the built-in list has decided already, and
 * a line in the log says that it decided alone.
 */
export const notLeaked = async (
  { askLeaked, log }: Pick<Deps, 'askLeaked' | 'log'>,
  field: string,
  password: string,
) => {
  const { leaked, away } = await askLeaked(password)
  if (away !== undefined) log('warn', 'whether a password has leaked could not be asked', { error: away })
  if (leaked !== 'leaked') return
  const errors = [{ pointer: `#/${field}`, detail: 'has leaked somewhere, and will be tried' }]
  throw new Problem('invalid-request', undefined, { errors })
}
