import type { MessageState } from '#shared/postgres/message-log'
import type { MessageFilter } from '../../api/operator.ts'

// Apart from what shows it: the address is read before the page is loaded.

export const views = {
  messages: 'Messages',
  'dead-letters': 'Dead letters',
  refunds: 'Failed refunds',
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

export type OperatorSearch = MessageFilter & { view?: View | undefined }
