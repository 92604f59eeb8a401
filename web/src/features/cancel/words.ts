import { plural, t } from '@lingui/core/macro'
import type { Cancellation, Progress } from '../../api/money-types.ts'

export const allOf = ({ toRefund, underWay, done, failed }: Progress): number => toRefund + underWay + done + failed

/** "47 of 210 orders paid back, 1 failed" */
export const progressWords = (orders: Progress): string => {
  const all = allOf(orders)
  if (all === 0) return t`No orders to pay back`
  const [done, failed] = [orders.done, orders.failed]
  const these = plural(all, { one: '# order', other: '# orders' })
  return failed > 0 ? t`${done} of ${these} paid back, ${failed} failed` : t`${done} of ${these} paid back`
}

/** Whether there still is something that goes on by itself. */
export const isMoving = ({ cancelled, held, orders }: Cancellation): boolean =>
  !cancelled || held > 0 || orders.toRefund + orders.underWay > 0

/** What somebody typed to say that they mean it, however they wrote it. */
export const isTitle = (typed: string, title: string): boolean => {
  const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase()
  return plain(typed) === plain(title)
}
