import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { stockQuery } from '../../api/orders.ts'
import { refusedAs } from '../../api/refusal.ts'
import { sellerQuery } from '../../api/seller.ts'
import { eventQuery } from '../../api/tickets.ts'
import type { EventView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { emptyType, type TypeDraft } from './draft.ts'
import { EditorProblems } from './EditorProblems.tsx'
import { EventFields } from './EventFields.tsx'
import { EventTabs } from './EventTabs.tsx'
import { needsPayouts, PayoutsNeeded } from './PayoutsNeeded.tsx'
import { StatusBadge } from './StatusBadge.tsx'
import { TypeFields } from './TypeFields.tsx'
import { useEditor } from './use-editor.ts'

const mostTypes = 20

type Props = { event?: EventView; done?: 'saved' | 'published' | undefined }

export const EventEditor = ({ event, done }: Props) => {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [news, setNews] = useState(done)
  const { base, draft, edit, wrong, error, tries, running, adopt, run } = useEditor(event, (saved, intent) => {
    const outcome = intent === 'publish' ? 'published' : 'saved'
    // What is new gets a page of its own, and that page tells the news.
    if (!event)
      return navigate({ to: '/sell/$eventId', params: { eventId: saved.id }, search: { done: outcome }, replace: true })
    setNews(outcome)
  })
  // On its way to that page: what somebody typed here now would be lost.
  const leaving = !event && base !== undefined && running !== undefined
  const reload = async () => {
    if (base) adopt(await queryClient.fetchQuery({ ...eventQuery(base.id), staleTime: 0 }))
  }
  const start = (intent: 'save' | 'publish') => {
    setNews(undefined)
    run(intent)
  }
  const isPublished = base?.status === 'published'
  const stock = useQuery({ ...stockQuery(isPublished ? base.id : undefined), refetchInterval: 3_000 })
  const { data: seller } = useQuery(sellerQuery)
  const editType = (key: string, change: (type: TypeDraft) => Partial<TypeDraft>) =>
    edit((now) => ({
      ticketTypes: now.ticketTypes.map((one) => (one.key === key ? { ...one, ...change(one) } : one)),
    }))
  const title = event ? 'Edit event' : 'New event'

  return (
    <Page title={title} width="reading">
      <div className="flex flex-wrap items-center gap-4">
        <Heading>{title}</Heading>
        {event && base && <StatusBadge status={base.status} />}
      </div>
      {event && base && isPublished && <EventTabs event={base} />}
      <form
        className="mt-8 flex flex-col gap-8"
        noValidate
        inert={leaving}
        onSubmit={(submitted) => {
          submitted.preventDefault()
          start('save')
        }}
      >
        <EditorProblems wrong={wrong} error={error} tries={tries} onReload={() => void reload()} />
        <EventFields draft={draft} wrong={wrong} onChange={(change) => edit(() => change)} />
        <div className="flex flex-col gap-5">
          <h2 className="text-2xl">Tickets</h2>
          {draft.ticketTypes.map((type, n) => (
            <TypeFields
              key={type.key}
              n={n}
              type={type}
              currency={draft.currency}
              wrong={wrong}
              stock={type.id && stock.data?.[type.id]}
              seller={seller}
              isPublished={isPublished}
              onChange={(change) => editType(type.key, () => change)}
              onRows={(change) => editType(type.key, ({ rows }) => ({ rows: change(rows) }))}
              onRemove={
                draft.ticketTypes.length > 1
                  ? () => edit((now) => ({ ticketTypes: now.ticketTypes.filter(({ key }) => key !== type.key) }))
                  : undefined
              }
            />
          ))}
          {draft.ticketTypes.length < mostTypes && (
            <Button
              variant="secondary"
              className="self-start"
              onClick={() => edit((now) => ({ ticketTypes: [...now.ticketTypes, emptyType()] }))}
            >
              Add ticket type
            </Button>
          )}
        </div>
        {needsPayouts(seller, draft) && !refusedAs(error, 'payouts-needed') && (
          <PayoutsNeeded title="To publish this, set up payouts first" />
        )}
        <div role="status" className="empty:hidden">
          {news && base && <News event={base} news={news} />}
        </div>
        <div className="sticky bottom-0 -mx-4 flex flex-wrap gap-3 border-t border-line bg-paper px-4 py-4 sm:mx-0 sm:px-0">
          <Button type="submit" variant={isPublished ? 'primary' : 'secondary'} size="large" busy={running === 'save'}>
            {isPublished ? 'Save changes' : 'Save draft'}
          </Button>
          {!isPublished && (
            <Button size="large" busy={running === 'publish'} onClick={() => start('publish')}>
              Publish
            </Button>
          )}
        </div>
      </form>
    </Page>
  )
}

const News = ({ event, news }: { event: EventView; news: 'saved' | 'published' }) => (
  <Banner
    tone="good"
    title={news === 'published' ? 'Published. It is on sale now.' : 'Saved.'}
    action={
      <Link
        to="/events/$eventId"
        params={{ eventId: event.id }}
        className="inline-flex min-h-11 items-center font-bold underline underline-offset-4"
      >
        View event page
      </Link>
    }
  />
)
