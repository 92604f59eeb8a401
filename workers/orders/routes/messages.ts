import { hearMessage, type Listeners } from '#shared/qstash/receive'
import { confirmOrder, expireHold, failOrder, noteVoid, payOrder, putOnSale } from '../commands/hear.ts'
import type { Deps } from '../deps.ts'
import { orders } from './service.ts'

const listeners: Listeners<Deps> = {
  'event.published': putOnSale,
  'event.changed': putOnSale,
  'payment.authorized': confirmOrder,
  'payment.captured': payOrder,
  'payment.failed': failOrder,
  'payment.voided': noteVoid,
  'order.held': expireHold,
  'order.extended': expireHold,
}

export const messageRoutes = () =>
  orders.machines().post('/', async (c) => {
    const heard = await hearMessage(c.var.deps, listeners, c)
    c.var.later(c.var.deps.outbox.nudge())
    return c.json(heard)
  })
