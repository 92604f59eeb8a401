import { t } from '@lingui/core/macro'
import type { FeeRate } from '../api/money-types.ts'
import type { Money } from '../api/types.ts'
import { locale } from '../words/language.ts'
import { formatMoney } from './money.ts'

/** What the operator keeps of an order: rounded down, for the seller, and never more than there is. */
export const feeOn = ({ amount }: Money, { basisPoints, fixed }: FeeRate): number =>
  Math.min(amount, Math.floor((amount * basisPoints) / 10_000) + fixed)

export const isFeeless = ({ basisPoints, fixed }: FeeRate) => basisPoints === 0 && fixed === 0

/** 250 → "2.5 %" */
export const percent = (basisPoints: number): string =>
  `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(basisPoints / 100)} %`

/** "2.5 % and €0.30 of each order" */
export const feeWords = (fee: FeeRate, currency: Money['currency']): string => {
  const parts = [
    fee.basisPoints > 0 && percent(fee.basisPoints),
    fee.fixed > 0 && formatMoney({ amount: fee.fixed, currency }),
  ].filter((part) => part !== false)
  const each = new Intl.ListFormat(locale(), { type: 'conjunction' }).format(parts)
  return t`${each} of each order`
}
