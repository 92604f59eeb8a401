import { t } from '@lingui/core/macro'
import type { SaleView } from '../../api/money-types.ts'
import type { OrderState, RefundState } from '../../api/types.ts'

export const stateTones = {
  held: 'glow',
  confirmed: 'glow',
  paid: 'good',
  refunded: 'plain',
  released: 'plain',
} as const

export const stateWords = (state: OrderState): string =>
  ({
    held: t`On hold`,
    confirmed: t`Being paid`,
    paid: t`Paid`,
    refunded: t`Refunded`,
    released: t`Released`,
  })[state]

export const refundTones = { 'under-way': 'glow', done: 'good', failed: 'bad' } as const

export const refundWords = (state: RefundState): string =>
  ({ 'under-way': t`Under way`, done: t`Done`, failed: t`Failed, being looked into` })[state]

/** "2 × Standard, 1 × Child" */
export const whatWords = ({ items }: Pick<SaleView, 'items'>) =>
  items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')

export const isRefundable = ({ state, refundable, passes }: SaleView) =>
  state === 'paid' && (refundable.amount > 0 || passes.some((pass) => pass.state !== 'void'))

export const isResendable = ({ state, passes }: SaleView) =>
  state === 'paid' && passes.some((pass) => pass.state === 'valid')
