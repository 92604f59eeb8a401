import { expect, test } from 'vitest'
import type { CurrencySums } from '../../../api/report-types.ts'
import { feesOf, seriesOf } from './series.ts'

const starts = Array.from({ length: 20 }, (_, n) => `2026-11-${String(n + 1).padStart(2, '0')}T00:00:00.000Z`)
const point = (stretch: number) => ({ stretch, orders: 1, tickets: 2, gross: 5000, refunded: 0 })
const grossOf = (series: { gross: number }[]) => series.map(({ gross }) => gross)

test('days without a sale are there, and those before the first are not, but a week is', () => {
  expect(grossOf(seriesOf({ starts }, { points: [point(3), point(20)] }, false))).toHaveLength(20)
  const whole = seriesOf({ starts }, { points: [point(3), point(20)] }, true)
  expect(whole).toHaveLength(18)
  expect(whole[0]).toMatchObject({ start: starts[2], gross: 5000 })
  expect(grossOf(seriesOf({ starts }, { points: [point(20)] }, true))).toEqual([0, 0, 0, 0, 0, 0, 5000])
  expect(seriesOf({ starts }, { points: [] }, true)).toHaveLength(7)
  expect(seriesOf({ starts: starts.slice(0, 2) }, { points: [] }, true)).toHaveLength(2)
})

test('fees are those of each order that cost something, and go back with the money', () => {
  const sums: CurrencySums = {
    ...{ currency: 'EUR', orders: 5, charged: 4, tickets: 9, gross: 20_000, refunded: 0, returned: 0, points: [] },
  }
  const rate = { basisPoints: 250, fixed: 30 }
  expect(feesOf(sums, rate)).toBe(620)
  expect(feesOf({ ...sums, refunded: 10_000 }, rate)).toBe(310)
  expect(feesOf({ ...sums, refunded: 20_000 }, rate)).toBe(0)
  expect(feesOf({ ...sums, gross: 0, charged: 0 }, rate)).toBe(0)
})
