import { plural, t } from '@lingui/core/macro'
import type { Period, Report } from '../../../api/report-types.ts'
import type { Instant } from '../../../api/types.ts'
import { locale } from '../../../words/language.ts'

export const periodWords = (period: Period): string =>
  ({ '7d': t`7 days`, '30d': t`30 days`, '90d': t`90 days`, all: t`All time` })[period]

export const ticketsWords = (count: number): string => plural(count, { one: '# ticket', other: '# tickets' })
export const ordersWords = (count: number): string => plural(count, { one: '# order', other: '# orders' })

/** "25 Nov", or "Nov 2026" where a stretch of time is a month; a week is called by its Monday. */
export const stretchWords = (start: Instant, grain: Report['grain'], timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), {
    timeZone,
    ...(grain === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' }),
  }).format(new Date(start))

export const grainWords = (grain: Report['grain']): string =>
  ({ day: t`Day`, week: t`Week of`, month: t`Month` })[grain]
