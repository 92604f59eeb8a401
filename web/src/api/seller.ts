import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, payments, request } from './client.ts'
import type { LedgerLine, SellerMoney, SellerView } from './money-types.ts'
import type { Id, Page } from './types.ts'

/** How the seller who is signed in gets paid, and what the operator keeps. */
export const sellerQuery = queryOptions({
  queryKey: ['seller'],
  queryFn: ({ signal }): Promise<SellerView> => ok(payments.seller.$get({}, { init: { signal } })),
  staleTime: 30_000,
})

export const moneyQuery = queryOptions({
  queryKey: ['seller', 'money'],
  queryFn: ({ signal }): Promise<SellerMoney> => ok(payments.seller.money.$get({}, { init: { signal } })),
})

export const ledgerQuery = infiniteQueryOptions({
  queryKey: ['seller', 'ledger'],
  queryFn: ({ pageParam, signal }): Promise<Page<LedgerLine>> =>
    ok(payments.seller.ledger.$get({ query: { cursor: pageParam, limit: '25' } }, { init: { signal } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

/** What is in the seller's books of one order. Entries follow an order's `version` within a moment. */
export const orderMoneyQuery = (order: Id<'order'>, version: number) =>
  queryOptions({
    queryKey: ['seller', 'ledger', 'order', order, version],
    queryFn: async ({ signal }): Promise<LedgerLine[]> =>
      (await ok(payments.seller.ledger.$get({ query: { order, limit: '100' } }, { init: { signal } }))).items,
    placeholderData: keepPreviousData,
    // Until the sale itself is in there.
    refetchInterval: ({ state: { data } }) => (data?.length === 0 ? 2_000 : false),
  })

/** Asks for a way to Stripe's own pages; it works once. */
export const useOnboarding = () => {
  const attempt = useAttempt()
  return useMutation({
    mutationFn: (country: string | undefined): Promise<{ url: string }> =>
      attempt({ country }, (key) => ok(payments.seller.onboarding.$post({ json: { country } }, keyed(key)))),
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
