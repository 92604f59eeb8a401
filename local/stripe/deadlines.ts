import type { Account } from './account.ts'
import { cancelIntent } from './payment-intents.ts'
import { endSession } from './sessions.ts'

/** Lets everything lapse whose time has come: open sessions, and authorisations nobody captured. */
export const meetDeadlines = (account: Account) => {
  const { deadlines, sessions, paymentIntents } = account.state
  const now = account.now()
  for (const [id, at] of deadlines) {
    if (at > now) continue
    deadlines.delete(id)
    const session = sessions.get(id)
    if (session?.status === 'open') endSession(account, session)
    const intent = paymentIntents.get(id)
    if (intent?.status === 'requires_capture') cancelIntent(account, intent, 'automatic')
  }
}
