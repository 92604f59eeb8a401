import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from './client.ts'
import { refusedAs } from './refusal.ts'
import type { Account, Credentials, NewAccount } from './types.ts'

type Answer = { account: Account }

/** Who is looking at the page; `null` when nobody is signed in. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return (await request<Answer>('/api/auth/me', { signal })).account
    } catch (error) {
      if (refusedAs(error, 'signed-out')) return null
      throw error
    }
  },
})

/** Whoever comes next must not find what the last person was looking at. */
const useChangeOfPerson = () => {
  const queryClient = useQueryClient()
  return (account: Account | null) => {
    queryClient.removeQueries({ type: 'inactive' })
    queryClient.setQueryData(accountQuery.queryKey, account)
  }
}

const useEnter = <Input>(path: string) => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: (body: Input) => request<Answer>(path, { method: 'POST', body }),
    onSuccess: ({ account }) => changePerson(account),
  })
}

export const useSignIn = () => useEnter<Credentials>('/api/auth/sign-in')
export const useSignUp = () => useEnter<NewAccount>('/api/auth/sign-up')

export const useSignOut = () => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: () => request<void>('/api/auth/sign-out', { method: 'POST' }),
    onSuccess: () => changePerson(null),
  })
}
