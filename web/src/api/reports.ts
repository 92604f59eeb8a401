import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ok, orders } from './client.ts'
import { refusedAs } from './refusal.ts'
import type { Glance, Period, Report } from './report-types.ts'
import type { Id } from './types.ts'

const second = 1_000

/** What somebody sold, of one event or of all; null until orders has heard of the event. Days are those of `timeZone`. */
export const reportQuery = (event: Id<'event'> | undefined, period: Period, timeZone: string) =>
  queryOptions({
    queryKey: ['report', event ?? 'all', period, timeZone],
    queryFn: async ({ signal }): Promise<Report | null> => {
      const [query, init] = [{ period, timeZone }, { init: { signal } }]
      if (event === undefined) return ok(orders.reports.$get({ query }, init))
      try {
        return await ok(orders.reports[':event'].$get({ param: { event }, query }, init))
      } catch (error) {
        if (refusedAs(error, 'not-found')) return null
        throw error
      }
    },
    // Another period is drawn over the last one, so that the page does not jump.
    placeholderData: keepPreviousData,
    refetchInterval: 10 * second,
  })

/** How some of one's own events sell; those that nobody can buy for yet are not among them. */
export const glanceQuery = (events: readonly Id<'event'>[]) =>
  queryOptions({
    queryKey: ['glance', events],
    queryFn: async ({ signal }): Promise<Record<string, Glance>> =>
      events.length === 0
        ? {}
        : (await ok(orders.reports.glance.$get({ query: { events: events.join(',') } }, { init: { signal } }))).events,
  })
