import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, notifications, ok, type Said } from './client.ts'
import type { Id } from './types.ts'

const mails = notifications.operator.mails

export type MailPage = Said<Awaited<ReturnType<typeof mails.$get>>>
export type ListedMail = MailPage['items'][number]
export type MailKind = ListedMail['kind']
export type MailState = ListedMail['state']
export type MailStanding = Said<Awaited<ReturnType<typeof mails.standing.$get>>>

export type MailFilter = { state: MailState; kind?: MailKind | undefined }

export const mailStandingQuery = queryOptions({
  queryKey: ['operator', 'mails', 'standing'],
  queryFn: ({ signal }): Promise<MailStanding> => ok(mails.standing.$get({}, { init: { signal } })),
})

export const mailsQuery = ({ state, kind }: MailFilter) =>
  infiniteQueryOptions({
    queryKey: ['operator', 'mails', { state, kind }],
    queryFn: ({ pageParam, signal }): Promise<MailPage> =>
      ok(mails.$get({ query: { state, kind, cursor: pageParam, limit: '30' } }, { init: { signal } })),
    initialPageParam: undefined as Id<'mail'> | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export type SendingAgain = { mails: Id<'mail'>[]; reason: string }

/** How many the API takes in one call. */
export const MOST_AT_ONCE = 100

/** Has refused mails sent again; returns how many it was done to. */
export const useSendingAgain = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (json: SendingAgain): Promise<number> =>
      attempt(json, async (key) => (await ok(mails['send-again'].$post({ json }, keyed(key)))).again),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['operator'] }),
  })
}
