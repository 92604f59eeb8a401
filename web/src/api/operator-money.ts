import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders, payments } from './client.ts'
import type { DisputeView, FailedRefund, FeeRate, Reconciliation, TrialBalance } from './money-types.ts'
import type { Id, Page } from './types.ts'

export const failedRefundsQuery = infiniteQueryOptions({
  queryKey: ['operator', 'refunds'],
  queryFn: ({ pageParam, signal }): Promise<Page<FailedRefund, Id<'refund'>>> =>
    ok(orders.operator.refunds.$get({ query: { state: 'failed', cursor: pageParam } }, { init: { signal } })),
  initialPageParam: undefined as Id<'refund'> | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

/** `bear`: tried again, and the seller keeps their share. */
export type Mending = { refund: Id<'refund'>; what: 'retry' | 'bear' | 'settle'; reason: string }

const ruled = ({ refund: id, what, reason }: Mending, key: string): Promise<unknown> => {
  const [at, param] = [orders.operator.refunds[':id'], { id }]
  if (what === 'settle') return ok(at.settle.$post({ param, json: { reason } }, keyed(key)))
  return ok(at.retry.$post({ param, json: { reason, atOwnExpense: what === 'bear' } }, keyed(key)))
}

/** Has a refund tried again, or notes that the buyer was paid back in another way. */
export const useMending = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (mending: Mending): Promise<unknown> => attempt(mending, (key) => ruled(mending, key)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['operator'] }),
  })
}

export const feeQuery = queryOptions({
  queryKey: ['operator', 'fee'],
  queryFn: ({ signal }): Promise<FeeRate> => ok(payments.operator.fee.$get({}, { init: { signal } })),
})

export const useFee = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (json: FeeRate & { reason: string }): Promise<FeeRate> =>
      attempt(json, (key) => ok(payments.operator.fee.$put({ json }, keyed(key)))),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['operator'] }),
        queryClient.invalidateQueries({ queryKey: ['seller'] }),
      ]),
  })
}

export const trialBalanceQuery = queryOptions({
  queryKey: ['operator', 'ledger'],
  queryFn: ({ signal }): Promise<{ accounts: TrialBalance }> =>
    ok(payments.operator.ledger.$get({}, { init: { signal } })),
})

export const disputesQuery = queryOptions({
  queryKey: ['operator', 'disputes'],
  queryFn: ({ signal }): Promise<{ items: DisputeView[] }> =>
    ok(payments.operator.disputes.$get({ query: {} }, { init: { signal } })),
})

export const reconciliationsQuery = queryOptions({
  queryKey: ['operator', 'reconciliations'],
  queryFn: ({ signal }): Promise<{ items: Reconciliation[] }> =>
    ok(payments.operator.reconciliations.$get({ query: { limit: '10' } }, { init: { signal } })),
})
