import { keepMessages } from '#shared/housekeeping'
import type { Deps } from '../deps.ts'
import { sendMails } from './send-mails.ts'

/** Sends what could not be sent, closes and forgets what is over, and sees to the messages. */
export const sweep = async (deps: Deps) => {
  const tidied = await deps.mails.tidy()
  const sent = await sendMails(deps)
  const { refused, late } = await deps.mails.standing()
  deps.metrics.set('holdfast_mails_refused', refused)
  const messages = await keepMessages(deps, { mailsRefused: refused, mailsLate: late })
  if (sent + tidied.dropped + tidied.forgotten + tidied.unaddressed > 0) deps.log('info', 'swept', { sent, ...tidied })
  return { ...messages, sent, ...tidied }
}
