import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { accountQuery } from './auth.ts'
import { Refusal, refusedAs } from './refusal.ts'

const mayPass = (error: Error) => !(error instanceof Refusal) || error.status === 0 || error.status >= 500

export const createQueryClient = (): QueryClient => {
  const forgetSession = (error: Error) => {
    if (refusedAs(error, 'signed-out')) client.setQueryData(accountQuery.queryKey, null)
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: forgetSession }),
    mutationCache: new MutationCache({ onError: forgetSession }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && mayPass(error),
        // Offline, a page says so and offers to try again; waiting in silence would look like a hang.
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}
