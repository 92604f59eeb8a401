import { keepMessages } from '#shared/housekeeping'
import type { Deps } from '../deps.ts'

/**
 * Sees to it that everybody hears what was said, tells of accounts that are older than the messages, and forgets what nobody
 * will ask for again.
 */
export const sweep = async (deps: Deps) => {
  const told = await deps.accounts.tellUntold()
  const messages = await keepMessages(deps)
  const gone = [deps.sessions.forget(), deps.links.forget(), deps.passkeys.forget(), deps.accounts.forgetGone()]
  const forgotten = (await Promise.all(gone)).reduce((sum, count) => sum + count, messages.forgotten)
  if (messages.published + forgotten + told > 0) deps.log('info', 'swept', { ...messages, told, forgotten })
  return { ...messages, told, forgotten }
}
