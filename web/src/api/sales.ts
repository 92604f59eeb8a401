import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders } from './client.ts'
import type { Cancellation, RefundInput, SaleState, SaleView, WholeSaleView } from './money-types.ts'
import type { Id, Page } from './types.ts'

const second = 1_000

/**
 * Which orders: in a state, with a ticket type; and with this `part` in their or their buyer's id, or words of their buyer's
 * `name` that begin so.
 */
export type SalesFilter = {
  state?: SaleState | undefined
  type?: Id<'ticketType'> | undefined
  part?: string | undefined
  name?: string | undefined
}

/** What was sold for one of the seller's own events, newest first. */
export const salesQuery = (event: Id<'event'>, { state, type, part, name }: SalesFilter) =>
  infiniteQueryOptions({
    queryKey: ['sales', event, { state, type, part, name }],
    queryFn: ({ pageParam, signal }): Promise<Page<SaleView, Id<'order'>>> =>
      ok(
        orders.sales.$get(
          { query: { event, state, ticketType: type, part, name, cursor: pageParam, limit: '50' } },
          { init: { signal } },
        ),
      ),
    initialPageParam: undefined as Id<'order'> | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Money on its way back arrives by itself.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isMoving)) ? 2 * second : false,
  })

/** One order for one of the seller's own events. */
export const saleQuery = (id: Id<'order'>) =>
  queryOptions({
    queryKey: ['sales', 'one', id],
    queryFn: ({ signal }): Promise<WholeSaleView> =>
      ok(orders.sales[':id'].$get({ param: { id } }, { init: { signal } })),
    staleTime: second,
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? 2 * second : false),
  })

const isMoving = ({ state, refunds }: SaleView) =>
  state === 'confirmed' || refunds.some((refund) => refund.state === 'under-way')

export const useRefund = (sale: SaleView) => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: RefundInput): Promise<SaleView> =>
      attempt(input, (key) =>
        ok(orders.sales[':id'].refunds.$post({ param: { id: sale.id }, json: input }, keyed(key))),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sales'] }),
  })
}

/** How far a cancelled event is, or what cancelling it would come to. */
export const cancellationQuery = (event: Id<'event'>) =>
  queryOptions({
    queryKey: ['cancellation', event],
    queryFn: ({ signal }): Promise<Cancellation> =>
      ok(orders.cancellations[':event'].$get({ param: { event } }, { init: { signal } })),
    staleTime: second,
  })
