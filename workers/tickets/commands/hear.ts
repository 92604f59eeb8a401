import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'
import { withdrawAll } from './withdraw.ts'

type PayoutsChanged = Message<string, DataOf<'seller.payouts-changed'>>

/** A seller can be paid, or cannot any more. */
export const notePayouts = ({ sellers }: Pick<Deps, 'sellers'>, message: PayoutsChanged) => {
  const { seller, enabled, why } = message.data
  return sellers.put(seller, { enabled, why }, hear(SCHEMA, message))
}

type AccountDeleted = Message<string, DataOf<'account.deleted'>>

/** Somebody is gone. What they sold is sold no more, now and, where that is much, by the next sweeps. */
export const forgetSeller = async (
  deps: Pick<Deps, 'sellers' | 'events' | 'outbox' | 'log'>,
  message: AccountDeleted,
  trace: Trace,
) => {
  await deps.sellers.forget(message.data.account, hear(SCHEMA, message, false))
  await withdrawAll(deps, trace)
}
