import { signedBy } from '#shared/http/access'
import { hearMessage, type Listeners } from '#shared/qstash/receive'
import { forgetSeller, notePayouts } from '../commands/hear.ts'
import type { Deps } from '../deps.ts'
import { tickets } from './service.ts'

const listeners: Listeners<Deps> = {
  'account.deleted': forgetSeller,
  'seller.payouts-changed': notePayouts,
}

export const messageRoutes = () =>
  tickets.machines().post('/', signedBy('broker'), async (c) => c.json(await hearMessage(c.var.deps, listeners, c)))
