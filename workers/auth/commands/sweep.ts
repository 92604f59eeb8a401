import { keepMessages } from '#shared/housekeeping'
import type { Deps } from '../deps.ts'
import { resealSecrets } from './second-factor.ts'

/**
 * Sees to it that everybody hears what was said, tells of accounts that are older than the messages, and forgets what nobody
 * will ask for again.
 */
export const sweep = async (deps: Deps) => {
  const told = await deps.accounts.tellUntold()
  const asked = await deps.accounts.askAboutGone()
  const resealed = await resealSecrets(deps)
  const messages = await keepMessages(deps)
  const gone = [
    deps.sessions.forget(),
    deps.links.forget(),
    deps.passkeys.forget(),
    deps.secondFactors.forget(),
    deps.accounts.forgetGone(),
  ]
  const forgotten = (await Promise.all(gone)).reduce((sum, count) => sum + count, messages.forgotten)
  if (messages.published + forgotten + told + asked + resealed > 0)
    deps.log('info', 'swept', { ...messages, told, asked, forgotten, resealed })
  return { ...messages, told, forgotten }
}
