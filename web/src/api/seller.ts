import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { request } from './client.ts'
import type { LedgerLine, SellerMoney, SellerView } from './money-types.ts'
import { soon } from './soon.ts'
import type { Page } from './types.ts'

/** How the seller who is signed in gets paid, and what the operator keeps. */
export const sellerQuery = queryOptions({
  queryKey: ['seller'],
  queryFn: ({ signal }): Promise<SellerView> => soon('payments/seller', {}, { signal }),
  staleTime: 30_000,
})

export const moneyQuery = queryOptions({
  queryKey: ['seller', 'money'],
  queryFn: ({ signal }): Promise<SellerMoney> => soon('payments/seller/money', {}, { signal }),
})

export const ledgerQuery = infiniteQueryOptions({
  queryKey: ['seller', 'ledger'],
  queryFn: ({ pageParam, signal }): Promise<Page<LedgerLine>> =>
    soon('payments/seller/ledger', { cursor: pageParam, limit: '25' }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

/** Asks for a way to Stripe's own pages; it works once. */
export const useOnboarding = () => {
  const attempt = useAttempt()
  return useMutation({
    mutationFn: (): Promise<{ url: string }> =>
      attempt('onboarding', (key) => soon('payments/seller/onboarding', {}, { json: {}, key })),
  })
}

/** A file behind a session that may have to be renewed first, which no plain link could do. */
export const useDownload = (path: string, name: string) =>
  useMutation({
    mutationFn: async () => {
      const file = URL.createObjectURL(await (await request(path)).blob())
      const link = Object.assign(document.createElement('a'), { href: file, download: name })
      link.click()
      setTimeout(() => URL.revokeObjectURL(file))
    },
  })
