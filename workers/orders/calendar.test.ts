import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { calendarOf, madeAt } from './calendar.ts'

const at = (text: string) => new Date(text)
const starts = (calendar: { starts: Date[] }) => calendar.starts.map((start) => start.toISOString())

test('a day begins at midnight of the place, also when its clocks have changed meanwhile', () => {
  const calendar = calendarOf('7d', 'Europe/Vienna', at('2026-01-01T00:00:00Z'), at('2026-03-31T21:00:00Z'))
  expect(calendar.grain).toBe('day')
  expect(starts(calendar)).toEqual([
    '2026-03-24T23:00:00.000Z',
    '2026-03-25T23:00:00.000Z',
    '2026-03-26T23:00:00.000Z',
    '2026-03-27T23:00:00.000Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ])
})

test('the last stretch is the one in which it is now, wherever that is', () => {
  const now = at('2026-11-01T12:00:00Z')
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/New_York', 'UTC'])
    for (const period of ['7d', '30d', '90d', 'all'] as const) {
      const { starts } = calendarOf(period, zone, at('2026-10-20T00:00:00Z'), now)
      const last = starts.at(-1)?.getTime() ?? 0
      expect(now.getTime() - last).toBeGreaterThanOrEqual(0)
      expect(now.getTime() - last).toBeLessThan(25 * 3_600_000)
      expect(starts).toEqual(starts.toSorted((a, b) => a.getTime() - b.getTime()))
    }
})

test('the longer it was, the wider the stretches', () => {
  const now = at('2026-11-20T12:00:00Z')
  const grains = ['2026-11-20', '2026-09-01', '2026-08-01', '2025-01-01', '2024-01-01', '2010-01-01'].map((since) => {
    const { grain, starts } = calendarOf('all', 'UTC', at(since), now)
    return `${starts.length} × ${grain} from ${starts[0]?.toISOString().slice(0, 10)}`
  })
  expect(grains).toEqual([
    '1 × day from 2026-11-20',
    '81 × day from 2026-09-01',
    '17 × week from 2026-07-27',
    '99 × week from 2024-12-30',
    '35 × month from 2024-01-01',
    '60 × month from 2021-12-01',
  ])
})

test('an id knows when it was made, and what claims to be of tomorrow began today', () => {
  expect(Math.abs(Date.now() - madeAt(newId('event')).getTime())).toBeLessThan(60_000)
  expect(calendarOf('all', 'UTC', at('2027-01-01T00:00:00Z'), at('2026-11-20T12:00:00Z')).starts).toHaveLength(1)
})
