import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { type Listener, listeners, type Speaker, speakers } from '#shared/messages/services'
import type { LoggedMessage, MessageState } from '#shared/postgres/message-log'
import type { AuditedAction } from '#shared/postgres/operator-actions'
import type { DeadLetter } from '#shared/qstash/dead-letters'
import { useAttempt } from './attempt.ts'
import { auth, keyed, notifications, ok, orders, payments, tickets } from './client.ts'
import type { Page } from './types.ts'

export type Standing = {
  service: string
  unpublished: number
  oldestSeconds: number
  unheard: number
  stuck: number
}

const both = { tickets: tickets.operator, orders: orders.operator, payments: payments.operator }
const speaking = { auth: auth.operator, ...both } satisfies Record<Speaker, unknown>
const listening = { ...both, notifications: notifications.operator } satisfies Record<Listener, unknown>

export const standingQuery = (service: Speaker) =>
  queryOptions({
    queryKey: ['operator', 'standing', service],
    queryFn: ({ signal }): Promise<Standing> => ok(speaking[service].standing.$get({}, { init: { signal } })),
    refetchInterval: 10_000,
    retry: false,
  })

/** Something of one of the services, which says whose it is. */
export type Of<Service, Item> = Item & { service: Service }

/** What several services answered together, and which of them did not answer. */
export type Gathered<Service, Item> = {
  items: Of<Service, Item>[]
  failed: { service: Service; error: unknown }[]
  cursors: Partial<Record<Service & string, string>>
}

type Cursors<Service extends string> = Partial<Record<Service, string>> | undefined

/** A page of each service that has more: what one of them cannot show does not hide what the others can. */
const gather = async <Service extends string, Item>(
  services: readonly Service[],
  cursors: Cursors<Service>,
  ask: (service: Service, cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Gathered<Service, Item>> => {
  const asked = services.filter((service) => !cursors || cursors[service] !== undefined)
  const answers = await Promise.allSettled(asked.map((service) => ask(service, cursors?.[service])))
  const all: Gathered<Service, Item> = { items: [], failed: [], cursors: {} }
  for (const [index, answer] of answers.entries()) {
    const service = asked[index] as Service
    if (answer.status === 'rejected') {
      all.failed.push({ service, error: answer.reason })
      continue
    }
    all.items.push(...answer.value.items.map((item) => ({ ...item, service })))
    if (answer.value.nextCursor !== null) Object.assign(all.cursors, { [service]: answer.value.nextCursor })
  }
  const [first] = all.failed
  if (first && all.failed.length === asked.length) throw first.error
  return all
}

const more = <Service extends string>({ cursors }: Gathered<Service, unknown>): Cursors<Service> =>
  Object.keys(cursors).length > 0 ? (cursors as Cursors<Service>) : undefined

export type MessageFilter = { about?: string | undefined; state?: MessageState | undefined }

export const messagesQuery = ({ about, state }: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['operator', 'messages', { about, state }],
    queryFn: ({ pageParam, signal }) =>
      gather(
        speakers,
        pageParam,
        (service, cursor): Promise<Page<LoggedMessage>> =>
          ok(speaking[service].messages.$get({ query: { about, state, cursor, limit: '30' } }, { init: { signal } })),
      ),
    initialPageParam: undefined as Cursors<Speaker>,
    getNextPageParam: more,
  })

export const deadLettersQuery = infiniteQueryOptions({
  queryKey: ['operator', 'dead-letters'],
  queryFn: ({ pageParam, signal }) =>
    gather(
      listeners,
      pageParam,
      (service, cursor): Promise<Page<DeadLetter>> =>
        ok(listening[service]['dead-letters'].$get({ query: { cursor, limit: '50' } }, { init: { signal } })),
    ),
  initialPageParam: undefined as Cursors<Listener>,
  getNextPageParam: more,
})

export const actionsQuery = infiniteQueryOptions({
  queryKey: ['operator', 'actions'],
  queryFn: ({ pageParam, signal }) =>
    gather(
      listeners,
      pageParam,
      (service, cursor): Promise<Page<AuditedAction>> =>
        ok(listening[service].actions.$get({ query: { cursor, limit: '30' } }, { init: { signal } })),
    ),
  initialPageParam: undefined as Cursors<Listener>,
  getNextPageParam: more,
})

export type Doing = {
  service: Listener
  what: 'replay' | 'discard' | 'replay-all'
  letters: string[]
  reason: string
}

/** Does something about dead letters; returns how many it was done to. */
export const useDoing = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ service, what, letters, reason }: Doing): Promise<number> =>
      attempt({ service, what, letters, reason }, async (key) => {
        const api = listening[service]['dead-letters']
        switch (what) {
          case 'replay':
            return (await ok(api.replay.$post({ json: { letters, reason } }, keyed(key)))).replayed
          case 'replay-all':
            return (await ok(api['replay-all'].$post({ json: { reason } }, keyed(key)))).replayed
          case 'discard':
            return (await ok(api.discard.$post({ json: { letters, reason } }, keyed(key)))).discarded
        }
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['operator'] }),
  })
}
