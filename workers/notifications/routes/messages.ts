import { signedBy } from '#shared/http/access'
import { hearMessage, type Listeners } from '#shared/qstash/receive'
import { forgetRecipient, noteRecipient, writeMails } from '../commands/hear.ts'
import { sendMails } from '../commands/send-mails.ts'
import type { Deps } from '../deps.ts'
import { notifications } from './service.ts'

const listeners: Listeners<Deps> = {
  'account.registered': noteRecipient,
  'account.changed': noteRecipient,
  'account.deleted': forgetRecipient,
  'account.link-asked': writeMails,
  'account.taken': writeMails,
  'account.signed-in': writeMails,
  'account.security-changed': writeMails,
  'order.paid': writeMails,
  'order.payment-refused': writeMails,
  'order.refund-asked': writeMails,
  'order.refunded': writeMails,
  'order.tickets-asked-for': writeMails,
}

export const messageRoutes = () =>
  notifications.machines().post('/', signedBy('broker'), async (c) => {
    const heard = await hearMessage(c.var.deps, listeners, c)
    c.var.later(sendMails(c.var.deps))
    return c.json(heard)
  })
