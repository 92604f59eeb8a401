import type * as z from 'zod'
import { authMessages } from '#shared/messages/auth'
import type { ServiceName } from '#shared/messages/envelope'
import { ordersMessages } from '#shared/messages/orders'
import { paymentsMessages } from '#shared/messages/payments'
import type { Listener, Speaker } from '#shared/messages/services'
import { ticketsMessages } from '#shared/messages/tickets'

// Each is what one service has to say: there is no speaker without an entry, and no entry without a speaker.
const told = {
  auth: authMessages,
  tickets: ticketsMessages,
  orders: ordersMessages,
  payments: paymentsMessages,
} as const satisfies Record<Speaker, Record<string, z.ZodType>>

/** Every message of the house, by its type. */
export const contracts = { ...told.auth, ...told.tickets, ...told.orders, ...told.payments } as const

export type MessageType = keyof typeof contracts
export type DataOf<Type extends MessageType> = z.infer<(typeof contracts)[Type]>

/** What a service wants to say: stored in its outbox, wrapped in an envelope when it is published. */
export type Saying = { [Type in MessageType]: { type: Type; data: DataOf<Type> } }[MessageType]

type Delivery<Data> = {
  to: Listener
  /** Not before this instant; what is delayed is a reminder to the speaker itself and is heard outside the order of versions. */
  at?: (data: Data) => string
}

/** Who hears what. A message nobody hears is still published nowhere and kept in the outbox as history. */
export const deliveries: { [Type in MessageType]: readonly Delivery<DataOf<Type>>[] } = {
  'account.registered': [{ to: 'notifications' }, { to: 'orders' }],
  'account.changed': [{ to: 'notifications' }, { to: 'orders' }],
  'account.deleted': [{ to: 'notifications' }, { to: 'orders' }, { to: 'tickets' }],
  'account.link-asked': [{ to: 'notifications' }],
  'account.taken': [{ to: 'notifications' }],
  'account.signed-in': [{ to: 'notifications' }],
  'account.security-changed': [{ to: 'notifications' }],
  'event.published': [{ to: 'orders' }],
  'event.changed': [{ to: 'orders' }],
  'event.cancelled': [{ to: 'orders' }],
  'order.held': [{ to: 'payments' }, { to: 'orders', at: (data) => data.expiresAt }],
  'order.extended': [{ to: 'payments' }, { to: 'orders', at: (data) => data.expiresAt }],
  'order.confirmed': [{ to: 'payments' }],
  'order.paid': [{ to: 'payments' }, { to: 'notifications' }],
  'order.released': [{ to: 'payments' }],
  'order.payment-refused': [{ to: 'payments' }, { to: 'notifications' }],
  'order.refund-asked': [{ to: 'payments' }, { to: 'notifications' }],
  'order.refunded': [{ to: 'payments' }, { to: 'notifications' }],
  'order.refund-failed': [{ to: 'payments' }],
  'order.frozen': [{ to: 'payments' }],
  'order.tickets-asked-for': [{ to: 'notifications' }],
  'payment.authorized': [{ to: 'orders' }],
  'payment.captured': [{ to: 'orders' }],
  'payment.failed': [{ to: 'orders' }],
  'payment.voided': [{ to: 'orders' }],
  'payment.refunded': [{ to: 'orders' }],
  'payment.refund-failed': [{ to: 'orders' }],
  'payment.disputed': [{ to: 'orders' }],
  'seller.payouts-changed': [{ to: 'tickets' }],
}

/**
 * What is heard in any order, and not all that is told of an aggregate: each message means something by itself. Its listener is
 * asked for messages by their ids, where it is otherwise asked how far it has followed an aggregate. Of accounts auth also says
 * what is for mails alone, and so nobody can count what they hear of them.
 */
export const isHeardInAnyOrder = (type: string, listener: ServiceName) =>
  listener === 'notifications' || type.startsWith('account.')

/** Who hears a message of this type in the order of versions; reminders are hints, and a sweep does without them. */
export const listenersTo = (type: string): ServiceName[] =>
  (type in deliveries ? deliveries[type as MessageType] : []).flatMap(({ to, at }) => (at ? [] : [to]))

/** Whether a message of this type is a reminder to the listener itself, heard outside the order of versions. */
export const isReminder = (type: string, listener: ServiceName) =>
  type in deliveries && deliveries[type as MessageType].some(({ to, at }) => to === listener && at !== undefined)
