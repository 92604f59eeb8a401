import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import type { Cancellation, RefundInput, SaleState, SaleView } from './money-types.ts'
import { soon } from './soon.ts'
import type { Id, Page } from './types.ts'

const second = 1_000

/** What was sold for one of the seller's own events, newest first. */
export const salesQuery = (event: Id<'event'>, state: SaleState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['sales', event, { state }],
    queryFn: ({ pageParam, signal }): Promise<Page<SaleView>> =>
      soon('orders/sales', { event, state, cursor: pageParam, limit: '25' }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Money on its way back arrives by itself.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isMoving)) ? 2 * second : false,
  })

const isMoving = ({ state, refunds }: SaleView) =>
  state === 'confirmed' || refunds.some((refund) => refund.state === 'under-way')

export const useRefund = (sale: SaleView) => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: RefundInput): Promise<SaleView> =>
      attempt(input, (key) => soon(`orders/sales/${sale.id}/refunds`, {}, { json: input, key })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sales'] }),
  })
}

/** How far a cancelled event is, or what cancelling it would come to. */
export const cancellationQuery = (event: Id<'event'>) =>
  queryOptions({
    queryKey: ['cancellation', event],
    queryFn: ({ signal }): Promise<Cancellation> => soon(`orders/cancellations/${event}`, {}, { signal }),
    staleTime: second,
  })
