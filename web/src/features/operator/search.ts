import type { MessageState } from '#shared/postgres/message-log'
import type { MessageFilter } from '../../api/operator.ts'
import type { MailKind, MailState } from '../../api/operator-mails.ts'

// Apart from what shows it: the address is read before the page is loaded.

export const views = {
  messages: 'Messages',
  'dead-letters': 'Dead letters',
  refunds: 'Failed refunds',
  mails: 'Mails',
  money: 'Money',
  actions: 'History',
} as const
export type View = keyof typeof views
export const isView = (name: string | undefined): name is View => name !== undefined && name in views

export const states: Record<MessageState, string> = {
  waiting: 'Waiting for the broker',
  published: 'Published, not confirmed',
  heard: 'Heard',
}
export const isState = (name: string | undefined): name is MessageState => name !== undefined && name in states

export const mailStates: Record<MailState, string> = {
  refused: 'Could not be sent',
  due: 'Waiting',
  sent: 'Sent',
  dropped: 'Dropped',
}
export const isMailState = (name: string | undefined): name is MailState => name !== undefined && name in mailStates

export const mailKinds: Record<MailKind, string> = {
  tickets: 'Tickets',
  'payment-refused': 'Payment refused',
  refunded: 'Refund',
  'event-cancelled': 'Event called off',
  'verify-email': 'Confirm an address',
  'change-email': 'Confirm another address',
  'reset-password': 'Another password',
  'already-registered': 'Already signed up',
  'new-sign-in': 'Signed in from somewhere new',
  'security-changed': 'A change of the account',
}
export const isMailKind = (name: string | undefined): name is MailKind => name !== undefined && name in mailKinds

/** `mail` and `kind`: which mails are looked at. */
export type OperatorSearch = MessageFilter & {
  view?: View | undefined
  mail?: MailState | undefined
  kind?: MailKind | undefined
}
