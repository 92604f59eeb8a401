import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { forgetAdopted } from '../words/language.ts'
import { auth, ok } from './client.ts'
import { refusedAs } from './refusal.ts'
import type { Account, Credentials, NewAccount } from './types.ts'

/** No account: it will be there when the mail to its address was answered, or the code of an app was typed. */
type Answer = { account: Account | null }

/** Who is looking at the page; `null` when nobody is signed in. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Account | null> => {
    try {
      return (await ok(auth.me.$get({}, { init: { signal } }))).account
    } catch (error) {
      if (refusedAs(error, 'signed-out')) return null
      throw error
    }
  },
})

/** Whoever comes next must not find what the last person was looking at. */
export const useChangeOfPerson = () => {
  const queryClient = useQueryClient()
  return (account: Account | null) => {
    queryClient.removeQueries({ type: 'inactive' })
    queryClient.setQueryData(accountQuery.queryKey, account)
    if (account === null) forgetAdopted()
  }
}

const useEnter = <Input>(enter: (json: Input) => Promise<Answer>) => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: enter,
    // Nobody yet, where a mail has to be answered first: whoever was here still is.
    onSuccess: ({ account }) => account && changePerson(account),
  })
}

export const useSignIn = () => useEnter((json: Credentials) => ok(auth['sign-in'].$post({ json })))
export const useSecondStep = () =>
  useEnter((code: string) => ok(auth['sign-in']['second-factor'].$post({ json: { code } })))
export const useSignUp = () => useEnter((json: NewAccount) => ok(auth['sign-up'].$post({ json })))
export const useSignUpCode = () =>
  useEnter((json: { email: string; code: string }) => ok(auth['sign-up'].confirm.$post({ json })))

export const useSignOut = () => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: () => ok(auth['sign-out'].$post()),
    onSuccess: () => changePerson(null),
  })
}
