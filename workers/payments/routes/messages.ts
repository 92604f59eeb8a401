import { hearMessage, type Listeners } from '#shared/qstash/receive'
import { expectPayment, giveBack, note, settle, takeMoney } from '../commands/hear.ts'
import type { Deps } from '../deps.ts'
import { payments } from './service.ts'

const listeners: Listeners<Deps> = {
  'order.held': expectPayment,
  'order.extended': note,
  'order.confirmed': takeMoney,
  'order.paid': settle,
  'order.released': giveBack,
  'order.payment-refused': giveBack,
}

export const messageRoutes = () =>
  payments.machines().post('/', async (c) => {
    const heard = await hearMessage(c.var.deps, listeners, c)
    c.var.later(c.var.deps.outbox.nudge())
    return c.json(heard)
  })
