import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders } from './client.ts'
import type { DisputeView, FailedRefund, FeeRate, Reconciliation, TrialBalance } from './money-types.ts'
import { soon } from './soon.ts'
import type { Id, Page } from './types.ts'

export const failedRefundsQuery = infiniteQueryOptions({
  queryKey: ['operator', 'refunds'],
  queryFn: ({ pageParam, signal }): Promise<Page<FailedRefund, Id<'refund'>>> =>
    ok(orders.operator.refunds.$get({ query: { state: 'failed', cursor: pageParam } }, { init: { signal } })),
  initialPageParam: undefined as Id<'refund'> | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

export type Mending = { refund: Id<'refund'>; what: 'retry' | 'settle'; reason: string }

/** Has a refund tried again, or notes that the buyer was paid back in another way. */
export const useMending = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ refund, what, reason }: Mending): Promise<unknown> =>
      attempt({ refund, what, reason }, (key) =>
        ok(orders.operator.refunds[':id'][what].$post({ param: { id: refund }, json: { reason } }, keyed(key))),
      ),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['operator'] }),
  })
}

export const feeQuery = queryOptions({
  queryKey: ['operator', 'fee'],
  queryFn: ({ signal }): Promise<FeeRate> => soon('payments/operator/fee', {}, { signal }),
})

export const useFee = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (json: FeeRate): Promise<FeeRate> =>
      attempt(json, (key) => soon('payments/operator/fee', {}, { json, key, method: 'PUT' })),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['operator'] }),
        queryClient.invalidateQueries({ queryKey: ['seller'] }),
      ]),
  })
}

export const trialBalanceQuery = queryOptions({
  queryKey: ['operator', 'ledger'],
  queryFn: ({ signal }): Promise<{ items: TrialBalance }> => soon('payments/operator/ledger', {}, { signal }),
})

export const disputesQuery = queryOptions({
  queryKey: ['operator', 'disputes'],
  queryFn: ({ signal }): Promise<{ items: DisputeView[] }> => soon('payments/operator/disputes', {}, { signal }),
})

export const reconciliationsQuery = queryOptions({
  queryKey: ['operator', 'reconciliations'],
  queryFn: ({ signal }): Promise<{ items: Reconciliation[] }> =>
    soon('payments/operator/reconciliations', {}, { signal }),
})
