import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { accountQuery, useChangeOfPerson } from './auth.ts'
import { auth, ok, orders, tickets } from './client.ts'
import type { Id, Profile } from './types.ts'

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => (await ok(auth.sessions.$get({}, { init: { signal } }))).items,
})
export type Session = Awaited<ReturnType<NonNullable<(typeof sessionsQuery)['queryFn']>>>[number]

/** Sends something that changes the account, and shows the account as it is then. */
const useChange = <Input, Answer>(change: (input: Input) => Promise<Answer>) => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountQuery.queryKey }),
  })
}

export const useProfile = () => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (json: Profile) => ok(auth.profile.$patch({ json })),
    onSuccess: ({ account }) => queryClient.setQueryData(accountQuery.queryKey, account),
  })
}

export const confirmByPassword = (json: { password: string; code?: string }) => ok(auth.confirm.$post({ json }))

export const askForEmail = (email: string) => ok(auth.email.$post({ json: { email } }))
export const verifyAgain = () => ok(auth.email.verify.again.$post())

export const useVerifyEmail = () =>
  useChange((json: { token: string; password?: string }) => ok(auth.email.verify.$post({ json })))
export const useChangeEmail = () => useChange((token: string) => ok(auth.email.confirm.$post({ json: { token } })))

export const useForgotPassword = () =>
  useMutation({ mutationFn: (email: string) => ok(auth.password.forgot.$post({ json: { email } })) })

/** Everybody is signed out by it, here as well. */
export const useResetPassword = () => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: (json: { token: string; password: string }) => ok(auth.password.reset.$post({ json })),
    onSuccess: () => changePerson(null),
  })
}

export const usePassword = () =>
  useChange((json: { current: string; next: string }) => ok(auth.password.$post({ json })))

export const useEndSession = () => useChange((id: Id<'session'>) => ok(auth.sessions[':id'].$delete({ param: { id } })))
export const useEndOthers = () => useChange(() => ok(auth.sessions.$delete()))

export const deleteAccount = () => ok(auth.delete.$post({ json: { confirm: 'delete my account' } }))

/** Everything the store knows of who asks, from all who know something. */
export const fetchMine = async () => {
  const [account, bought, sold] = await Promise.all([
    ok(auth.export.$get()),
    ok(orders.export.$get()),
    ok(tickets.export.$get()),
  ])
  return { account, ...bought, ...sold, exportedAt: new Date().toISOString() }
}
