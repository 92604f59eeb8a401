import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, payments } from './client.ts'
import { orderQuery } from './orders.ts'
import { refusedAs } from './refusal.ts'
import type { CheckoutView, Id } from './types.ts'

export const checkoutQuery = (order: Id<'order'>) =>
  queryOptions({
    queryKey: ['checkout', order],
    queryFn: async ({ signal }): Promise<CheckoutView> => {
      try {
        return await ok(payments.checkouts[':order'].$get({ param: { order } }, { init: { signal } }))
      } catch (error) {
        if (refusedAs(error, 'not-found')) return { order, state: 'none', url: null, queue: null }
        throw error
      }
    },
    staleTime: 1_000,
  })

const secondsToWait = (error: Error) =>
  refusedAs(error, 'unavailable') ? (error.retryAfter ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY

/** Opens the hosted payment page for an order; the answer says where it is. */
export const useCheckout = (order: Id<'order'>) => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (): Promise<CheckoutView> =>
      attempt(order, (key) => ok(payments.checkouts.$post({ json: { order } }, keyed(key)))),
    // What will be there in a moment is waited for, instead of being asked for once more by hand.
    retry: (failures, error) => failures < 3 && secondsToWait(error) <= 3,
    retryDelay: (_, error) => secondsToWait(error) * 1_000,
    onSuccess: (checkout) => queryClient.setQueryData(checkoutQuery(order).queryKey, checkout),
    onError: () => queryClient.invalidateQueries({ queryKey: orderQuery(order).queryKey }),
  })
}
