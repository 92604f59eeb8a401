import type { FeeRate } from '../../../api/money-types.ts'
import type { CurrencySums, Point, Report } from '../../../api/report-types.ts'

const fewest = 7

/**
 * What was sold in each stretch of time, also where nothing was. The quiet time before the first sale is left away, as long as
 * there is a week to be seen.
 */
export const seriesOf = (
  { starts }: Pick<Report, 'starts'>,
  { points }: Pick<CurrencySums, 'points'>,
  isWhole: boolean,
) => {
  const found = new Map(points.map((point) => [point.stretch, point]))
  const all = starts.map((start, n): Point & { start: string } => ({
    start,
    ...(found.get(n + 1) ?? { stretch: n + 1, orders: 0, tickets: 0, gross: 0, refunded: 0 }),
  }))
  if (!isWhole) return all
  const first = all.findIndex(({ orders, refunded }) => orders > 0 || refunded > 0)
  return all.slice(Math.max(0, Math.min(first === -1 ? all.length : first, all.length - fewest)))
}

/**
 * What the store keeps of these sales at the rate of today; fees go back with what is refunded. What was kept at other rates
 * before is known to payments, and told line by line under Money.
 */
export const feesOf = ({ gross, refunded, charged }: CurrencySums, { basisPoints, fixed }: FeeRate): number => {
  if (gross === 0) return 0
  const kept = Math.floor((gross * basisPoints) / 10_000) + fixed * charged
  return Math.min(gross - refunded, Math.round((kept * (gross - refunded)) / gross))
}
