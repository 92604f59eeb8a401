import { signedBy } from '#shared/http/access'
import { hearMessage, type Listeners } from '#shared/qstash/receive'
import { endPayment, expectPayment, giveBack, note, refundOrder, settle, takeMoney } from '../commands/hear.ts'
import type { Deps } from '../deps.ts'
import { payments } from './service.ts'

const listeners: Listeners<Deps> = {
  'order.held': expectPayment,
  'order.extended': note,
  'order.confirmed': takeMoney,
  'order.paid': settle,
  'order.released': endPayment,
  'order.payment-refused': giveBack,
  'order.refund-asked': refundOrder,
  'order.refunded': note,
  'order.refund-failed': note,
  'order.frozen': note,
}

export const messageRoutes = () =>
  payments.machines().post('/', signedBy('broker'), async (c) => {
    const heard = await hearMessage(c.var.deps, listeners, c)
    c.var.later(c.var.deps.outbox.nudge())
    return c.json(heard)
  })
