import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { SaleState } from '../../api/money-types.ts'
import { salesQuery } from '../../api/sales.ts'
import type { EventView } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { EventTabs } from '../sell/EventTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { SaleRow } from './SaleRow.tsx'

export const filters = { all: 'All', paid: 'Paid', confirmed: 'Being paid', refunded: 'Refunded' } as const
type Filter = keyof typeof filters

const chip =
  'inline-flex min-h-11 items-center rounded-full border border-edge px-4 font-semibold whitespace-nowrap hover:bg-sunken aria-[current=page]:border-brand aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

const Filters = ({ event }: { event: EventView }) => (
  <nav aria-label="Which orders" className="-mx-4 mb-5 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
    {(Object.entries(filters) as [Filter, string][]).map(([name, words]) => (
      <Link
        key={name}
        to="/sell/$eventId/orders"
        params={{ eventId: event.id }}
        search={name === 'all' ? {} : { state: name }}
        activeOptions={{ exact: true }}
        className={chip}
        resetScroll={false}
        replace
      >
        {words}
      </Link>
    ))}
  </nav>
)

const Loading = () => (
  <div role="status" className="flex flex-col gap-4">
    <span className="sr-only">Loading</span>
    {['a', 'b', 'c'].map((row) => (
      <Skeleton key={row} className="h-32 rounded-card" />
    ))}
  </div>
)

type Props = { event: EventView; state: SaleState | undefined }

const Sales = ({ event, state }: Props) => {
  const query = useInfiniteQuery(salesQuery(event.id, state))
  const sales = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (query.isPending) return <Loading />
  return (
    <>
      {sales.length > 0 && (
        <ul className="flex flex-col gap-4">
          {sales.map((sale) => (
            <SaleRow key={sale.id} sale={sale} />
          ))}
        </ul>
      )}
      {query.isSuccess && sales.length === 0 && (
        <EmptyState
          picture={<LogoMark className="size-14" />}
          title={state ? `No orders here: ${filters[state].toLowerCase()}` : 'No orders yet'}
        >
          {state ? 'Look at all of them instead.' : 'When somebody buys a ticket, their order appears here.'}
        </EmptyState>
      )}
      {query.isError && (
        <div className="mt-4">
          <Problem
            error={query.error}
            action={
              <Button
                variant="secondary"
                onClick={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
              >
                Try again
              </Button>
            }
          />
        </div>
      )}
      {query.hasNextPage && !query.isError && (
        <Button
          variant="secondary"
          className="mt-6"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  )
}

/** Who bought what for an event, and the way to pay it back. */
export const SalesPage = ({ event, state }: Props) => (
  <Page title={`Orders: ${event.title}`} width="reading">
    <Heading>Orders</Heading>
    <EventTabs event={event} />
    <Filters event={event} />
    <Sales key={state ?? 'all'} event={event} state={state} />
  </Page>
)
