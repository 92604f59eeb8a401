import type { Account } from './account.ts'
import { answerDebit } from './attempts.ts'
import { closeDispute, isOpen } from './disputes.ts'
import { cancelIntent } from './payment-intents.ts'
import { arrive, payOutDaily } from './payouts.ts'
import { settleRefund } from './refunds.ts'
import { endSession } from './sessions.ts'

/** Lets everything lapse whose time has come: open sessions, authorisations nobody captured, and what banks take days for. */
export const meetDeadlines = (account: Account) => {
  const { deadlines, sessions, paymentIntents, refunds, disputes, payouts } = account.state
  const now = account.now()
  for (const [id, at] of deadlines) {
    if (at > now) continue
    deadlines.delete(id)
    const session = sessions.get(id)
    if (session?.status === 'open') endSession(account, session)
    const intent = paymentIntents.get(id)
    if (intent?.status === 'requires_capture') cancelIntent(account, intent, 'automatic')
    const dispute = disputes.get(id)
    if (dispute && isOpen(dispute)) closeDispute(account, id, 'lost')
    if (payouts.has(id)) arrive(account, id)
    if (refunds.get(id)?.status === 'pending') settleRefund(account, id)
    if (intent?.status === 'processing') answerDebit(account, id, true)
  }
  payOutDaily(account)
}
