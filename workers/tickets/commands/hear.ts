import type { DataOf } from '#shared/messages/contracts'
import type { Message } from '#shared/messages/envelope'
import { hear } from '#shared/postgres/inbox'
import type { Deps } from '../deps.ts'
import { SCHEMA } from '../deps.ts'

type PayoutsChanged = Message<string, DataOf<'seller.payouts-changed'>>

/** A seller can be paid, or cannot any more. */
export const notePayouts = ({ sellers }: Pick<Deps, 'sellers'>, message: PayoutsChanged) => {
  const { seller, enabled, why } = message.data
  return sellers.put(seller, { enabled, why }, hear(SCHEMA, message))
}
