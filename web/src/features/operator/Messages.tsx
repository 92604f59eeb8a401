import { useInfiniteQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import type { Speaker } from '#shared/messages/services'
import type { LoggedMessage, MessageState } from '#shared/postgres/message-log'
import { type MessageFilter, messagesQuery, type Of } from '../../api/operator.ts'
import { Badge } from '../../ui/Badge.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Gathering } from './Gathering.tsx'
import { Id } from './Id.tsx'
import { MessageSearch } from './MessageSearch.tsx'
import { between, counted, moment } from './words.ts'

type Message = Of<Speaker, LoggedMessage>

const badges: Record<MessageState, { tone: 'good' | 'warn' | 'glow'; label: string }> = {
  waiting: { tone: 'warn', label: 'Waiting' },
  published: { tone: 'glow', label: 'Published' },
  heard: { tone: 'good', label: 'Heard' },
}

const kinds: Record<string, string> = { ord: 'Order', pay: 'Payment', evt: 'Event', acc: 'Account' }
const kindOf = (aggregate: string) => kinds[aggregate.slice(0, 3)] ?? 'Aggregate'

/** What became of it, with how long each step took. */
const Progress = ({ message: { occurredAt, publishedAt, heardAt, attempts, resent } }: { message: Message }) => (
  <p className="text-sm text-muted tabular-nums">
    {moment(occurredAt)}
    {publishedAt && ` · published after ${between(occurredAt, publishedAt)}`}
    {heardAt && ` · confirmed after ${between(occurredAt, heardAt)}`}
    {!publishedAt && attempts > 0 && ` · tried ${counted(attempts, 'time')}`}
    {resent > 0 && <span className="font-bold text-warn"> · sent again {counted(resent, 'time')}</span>}
  </p>
)

const Row = ({ message }: { message: Message }) => {
  const { tone, label } = badges[message.state]
  const { aggregate, order, trace, listeners } = message
  return (
    <li className="grid gap-x-6 gap-y-1.5 py-4 first:pt-0 last:pb-0 sm:grid-cols-[1fr_auto]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-mono font-bold">{message.type}</span>
          <Badge tone={tone}>{label}</Badge>
        </p>
        <p className="text-sm">
          {message.service} to {listeners.length > 0 ? listeners.join(', ') : 'nobody'}, number {message.version} of its{' '}
          {kindOf(aggregate).toLowerCase()}
        </p>
        <Progress message={message} />
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:gap-y-0.5">
        <Id label={kindOf(aggregate)} id={aggregate} />
        {order && order !== aggregate && <Id label="Order" id={order} />}
        {trace && <Id label="Trace" id={trace} />}
      </div>
    </li>
  )
}

/** What was said, newest first: of everything, or of what is looked for. */
export const Messages = ({ filter }: { filter: MessageFilter }) => {
  const query = useInfiniteQuery(messagesQuery(filter))
  const pages = query.data?.pages ?? []
  const messages = pages
    .flatMap(({ items }) => items)
    .toSorted((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt) || b.version - a.version)
  const isFiltered = filter.about !== undefined || filter.state !== undefined

  return (
    <section aria-label="Messages" className="flex flex-col gap-6">
      <MessageSearch key={filter.about} filter={filter} />
      <Gathering query={query} failed={pages.at(-1)?.failed ?? []}>
        {messages.length === 0 ? (
          <EmptyState
            picture={<Inbox aria-hidden="true" className="size-12 text-muted" />}
            title={isFiltered ? 'No such messages' : 'Nothing has been said yet'}
          >
            {isFiltered ? 'Messages are kept for 35 days.' : 'What services tell each other appears here.'}
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line rounded-card bg-surface p-5 shadow-raised">
            {messages.map((message) => (
              <Row key={message.id} message={message} />
            ))}
          </ul>
        )}
      </Gathering>
    </section>
  )
}
