import { signedBy } from '#shared/http/access'
import { hearMessage, type Listeners } from '#shared/qstash/receive'
import {
  cancelSale,
  confirmOrder,
  expireHold,
  failOrder,
  failRefund,
  finishRefund,
  forgetBuyer,
  hearDispute,
  hearVoid,
  nameBuyer,
  payOrder,
  putOnSale,
} from '../commands/hear.ts'
import { followUp } from '../commands/pay-back.ts'
import type { Deps } from '../deps.ts'
import { orders } from './service.ts'

const listeners: Listeners<Deps> = {
  'account.registered': nameBuyer,
  'account.changed': nameBuyer,
  'account.deleted': forgetBuyer,
  'event.published': putOnSale,
  'event.changed': putOnSale,
  'event.cancelled': cancelSale,
  'payment.authorized': confirmOrder,
  'payment.captured': payOrder,
  'payment.failed': failOrder,
  'payment.voided': hearVoid,
  'payment.refunded': finishRefund,
  'payment.refund-failed': failRefund,
  'payment.disputed': hearDispute,
  'order.held': expireHold,
  'order.extended': expireHold,
}

export const messageRoutes = () =>
  orders.machines().post('/', signedBy('broker'), async (c) => {
    const heard = await hearMessage(c.var.deps, listeners, c)
    c.var.later(followUp(c.var.deps, heard, c.var.trace))
    return c.json(heard)
  })
