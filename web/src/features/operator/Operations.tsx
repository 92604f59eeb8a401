import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deadLettersQuery } from '../../api/operator.ts'
import { mailStandingQuery } from '../../api/operator-mails.ts'
import { failedRefundsQuery } from '../../api/operator-money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { Actions } from './Actions.tsx'
import { Books } from './Books.tsx'
import { DeadLetters } from './DeadLetters.tsx'
import { FailedRefunds } from './FailedRefunds.tsx'
import { Mails } from './Mails.tsx'
import { Messages } from './Messages.tsx'
import { Standing } from './Standing.tsx'
import { type OperatorSearch, type View, views } from './search.ts'
import { total } from './words.ts'

const tab =
  'inline-flex min-h-11 items-center gap-2 rounded-full px-4 font-bold whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

const Tabs = ({ view }: { view: View }) => {
  const { data } = useInfiniteQuery(deadLettersQuery)
  const dead = data?.pages.flatMap(({ items }) => items).length ?? 0
  const { data: refunds } = useInfiniteQuery(failedRefundsQuery)
  const failed = refunds?.pages.flatMap(({ items }) => items).length ?? 0
  const { data: mails } = useQuery(mailStandingQuery)
  const unsent = total(mails?.refused ?? {})
  return (
    <nav aria-label="Operations" className="mt-8 mb-6 flex gap-1 overflow-x-auto p-1">
      {(Object.entries(views) as [View, string][]).map(([name, words]) => (
        <Link
          key={name}
          to="/operator"
          search={{ view: name }}
          aria-current={name === view ? 'page' : undefined}
          className={tab}
          resetScroll={false}
        >
          {words}
          {name === 'dead-letters' && dead > 0 && <Badge tone="bad">{dead}</Badge>}
          {name === 'mails' && unsent > 0 && <Badge tone="bad">{unsent}</Badge>}
          {name === 'refunds' && failed > 0 && <Badge tone="bad">{failed}</Badge>}
        </Link>
      ))}
    </nav>
  )
}

/** How the services get on with each other: for whoever runs this installation. */
export const Operations = ({ view = 'messages', mail = 'refused', kind, ...filter }: OperatorSearch) => (
  <Page title="Operations" lang="en">
    <Heading>Operations</Heading>
    <Standing />
    <Tabs view={view} />
    {view === 'messages' && <Messages filter={filter} />}
    {view === 'dead-letters' && <DeadLetters />}
    {view === 'refunds' && <FailedRefunds />}
    {view === 'mails' && <Mails state={mail} kind={kind} />}
    {view === 'money' && <Books />}
    {view === 'actions' && <Actions />}
  </Page>
)
