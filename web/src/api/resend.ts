import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders } from './client.ts'
import type { Id } from './types.ts'

export type Resending = UseMutationResult<unknown, Error, void>

/** Has one's own tickets sent by mail once more. */
export const useResendOwn = (id: Id<'order'>): Resending => {
  const attempt = useAttempt()
  return useMutation({
    mutationFn: () => attempt('resend', (key) => ok(orders[':id'].resend.$post({ param: { id } }, keyed(key)))),
  })
}

/** Has the tickets that somebody bought sent to them once more. */
export const useResendSold = (id: Id<'order'>): Resending => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => attempt('resend', (key) => ok(orders.sales[':id'].resend.$post({ param: { id } }, keyed(key)))),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['sales', 'one', id] }),
  })
}
