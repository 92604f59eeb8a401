import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { salesQuery } from '../../api/sales.ts'
import { useDownload } from '../../api/seller.ts'
import type { EventView } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { EventTabs } from '../sell/EventTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { nameIn, partIn, stateFilterWords } from './filter.ts'
import { SaleRow } from './SaleRow.tsx'
import { type Filter, SalesFilters } from './SalesFilters.tsx'

const Loading = () => (
  <div role="status" className="flex flex-col gap-4">
    <span className="sr-only">
      <Trans>Loading</Trans>
    </span>
    {['a', 'b', 'c'].map((row) => (
      <Skeleton key={row} className="h-32 rounded-card" />
    ))}
  </div>
)

type Props = { event: EventView; filter: Filter }

const Nothing = ({ filter: { state, type, q } }: Pick<Props, 'filter'>) => {
  const which = stateFilterWords(state).toLowerCase()
  if (q || type)
    return (
      <EmptyState picture={<LogoMark className="size-14" />} title={t`No order like that`}>
        {q && !partIn(q) && !nameIn(q) ? (
          <Trans>Type how a name begins, or at least four letters or digits of a number.</Trans>
        ) : (
          <Trans>Look for another name or number, or at all ticket types.</Trans>
        )}
      </EmptyState>
    )
  return (
    <EmptyState
      picture={<LogoMark className="size-14" />}
      title={state ? t`No orders here: ${which}` : t`No orders yet`}
    >
      {state ? t`Look at all of them instead.` : t`When somebody buys a ticket, their order appears here.`}
    </EmptyState>
  )
}

const Sales = ({ event, filter }: Props) => {
  const [part, name] = [partIn(filter.q), nameIn(filter.q)]
  const query = useInfiniteQuery({
    ...salesQuery(event.id, { state: filter.state, type: filter.type, part, name }),
    enabled: !filter.q || part !== undefined || name !== undefined,
  })
  const sales = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (query.isLoading) return <Loading />
  return (
    <>
      {sales.length > 0 && (
        <ul className="flex flex-col gap-4">
          {sales.map((sale) => (
            <SaleRow key={sale.id} event={event.id} sale={sale} />
          ))}
        </ul>
      )}
      {!query.isError && sales.length === 0 && <Nothing filter={filter} />}
      {query.isError && (
        <div className="mt-4">
          <Problem
            error={query.error}
            action={
              <Button
                variant="secondary"
                onClick={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
              >
                <Trans>Try again</Trans>
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
          <Trans>Show more</Trans>
        </Button>
      )}
    </>
  )
}

const small = 'min-h-10! px-4! py-1!'

/** All orders, or all tickets, as files for a spreadsheet or the door. */
const Files = ({ event }: Pick<Props, 'event'>) => {
  const orders = useDownload(`/api/orders/reports/${event.id}/orders.csv`, 'holdfast-orders.csv')
  const tickets = useDownload(`/api/orders/reports/${event.id}/tickets.csv`, 'holdfast-tickets.csv')
  const error = orders.error ?? tickets.error
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      <Button variant="secondary" className={small} busy={orders.isPending} onClick={() => orders.mutate()}>
        <Download aria-hidden="true" className="size-4.5" />
        <Trans>Orders CSV</Trans>
      </Button>
      <Button variant="secondary" className={small} busy={tickets.isPending} onClick={() => tickets.mutate()}>
        <Download aria-hidden="true" className="size-4.5" />
        <Trans>Attendees CSV</Trans>
      </Button>
      {error && <Problem error={error} />}
    </div>
  )
}

/** Who bought what for an event, and the way to pay it back. */
export const SalesPage = ({ event, filter }: Props) => (
  <Page title={t`Orders: ${event.title}`} width="reading">
    <Heading>
      <Trans>Orders</Trans>
    </Heading>
    <EventTabs event={event} />
    <SalesFilters event={event} filter={filter} />
    <Files event={event} />
    <Sales key={JSON.stringify(filter)} event={event} filter={filter} />
  </Page>
)
