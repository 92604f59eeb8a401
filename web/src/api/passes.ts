import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ok, orders } from './client.ts'
import type { Instant, OrderView, PassView } from './types.ts'

/** A ticket with what opens the door: `code` is null where nothing does. */
export type PassWithCode = PassView & { code: string | null; admittedAt: Instant | null }

/** What a buyer shows at the door. Asked for again whenever the order has changed. */
export const passesQuery = ({ id, version }: OrderView) =>
  queryOptions({
    queryKey: ['order', id, 'passes', version],
    queryFn: async ({ signal }): Promise<PassWithCode[]> =>
      (await ok(orders[':id'].passes.$get({ param: { id } }, { init: { signal } }))).passes,
    placeholderData: keepPreviousData,
    staleTime: 1_000,
  })
