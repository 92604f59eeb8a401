import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Period, periods, type Report } from '../../../api/report-types.ts'
import { reportQuery } from '../../../api/reports.ts'
import { sellerQuery } from '../../../api/seller.ts'
import type { EventView, Id } from '../../../api/types.ts'
import { isFeeless } from '../../../format/fee.ts'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Heading } from '../../../ui/Heading.tsx'
import { LogoMark } from '../../../ui/Logo.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { Together } from '../../../ui/Together.tsx'
import { chip } from '../../sell/chip.ts'
import { EventTabs } from '../../sell/EventTabs.tsx'
import { SellerTabs } from '../../sell/SellerTabs.tsx'
import { ShareLink } from '../../sell/ShareLink.tsx'
import { myZone } from '../../sell/zones.ts'
import { Page } from '../../shell/Page.tsx'
import { Problem } from '../../shell/Problem.tsx'
import { Revenue, Shares } from './Charts.tsx'
import { FeesNote, Figures, RightNow } from './Figures.tsx'
import { periodWords } from './words.ts'

const Periods = ({ event, period }: { event: Id<'event'> | undefined; period: Period }) => (
  <nav aria-label={t`Period`} className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
    {periods.map((one) => {
      const look = {
        search: { period: one },
        className: chip,
        resetScroll: false,
        replace: true,
        ...(one === period && { 'aria-current': 'page' as const }),
      }
      return event ? (
        <Link key={one} to="/sell/$eventId/overview" params={{ eventId: event }} {...look}>
          {periodWords(one)}
        </Link>
      ) : (
        <Link key={one} to="/sell/overview" {...look}>
          {periodWords(one)}
        </Link>
      )
    })}
  </nav>
)

type ShownProps = { report: Report; period: Period; timeZone: string; event: EventView | undefined }

const Shown = ({ report, period, timeZone, event }: ShownProps) => {
  const { data: seller } = useQuery(sellerQuery)
  const isWhole = period === 'all'
  const isQuiet = report.currencies.length === 0
  return (
    <>
      <RightNow held={report.held} beingPaid={report.beingPaid} />
      {isQuiet && (
        <EmptyState
          picture={<LogoMark className="size-14" />}
          title={isWhole ? t`Nothing sold yet` : t`Nothing sold in this time`}
          action={event?.status === 'published' ? <ShareLink event={event} /> : undefined}
        >
          {isWhole ? (
            <Trans>With the first sale, numbers and charts appear here. People come from the link you share.</Trans>
          ) : (
            <Trans>Choose a longer time to see earlier sales.</Trans>
          )}
        </EmptyState>
      )}
      {report.currencies.map((sums) => (
        <section key={sums.currency} aria-label={sums.currency} className="space-y-5">
          {report.currencies.length > 1 && <h2 className="text-2xl">{sums.currency}</h2>}
          <Figures sums={sums} fee={seller?.fee} />
          <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Revenue report={report} sums={sums} timeZone={timeZone} isWhole={isWhole} />
            <Shares
              title={event ? t`By ticket type` : t`By event`}
              nameOfPart={event ? t`Ticket type` : t`Event`}
              parts={report.parts.filter(({ currency }) => currency === sums.currency)}
              isWhole={isWhole}
            />
          </div>
        </section>
      ))}
      {!isQuiet && seller && !isFeeless(seller.fee) && <FeesNote />}
    </>
  )
}

type Props = { event?: EventView; period: Period }

/** How an event sells, or all of them: in numbers, over time and by what was bought. */
export const Overview = ({ event, period }: Props) => {
  const timeZone = event?.timeZone ?? myZone()
  const query = useQuery(reportQuery(event?.id, period, timeZone))
  const seller = useQuery(sellerQuery)
  return (
    <Page title={event ? t`Overview: ${event.title}` : t`Overview`}>
      <Heading>
        <Trans>Overview</Trans>
      </Heading>
      {event ? <EventTabs event={event} /> : <SellerTabs />}
      <div className="space-y-5">
        <Periods event={event?.id} period={period} />
        {query.isError && (
          <Problem
            error={query.error}
            action={
              <Button variant="secondary" onClick={() => void query.refetch()}>
                <Trans>Try again</Trans>
              </Button>
            }
          />
        )}
        <Together
          of={query.isError ? [] : [query, seller]}
          skeleton={
            <>
              <Skeleton className="h-28 rounded-card" />
              <Skeleton className="h-80 rounded-card" />
            </>
          }
        >
          {() => query.data && <Shown report={query.data} period={period} timeZone={timeZone} event={event} />}
        </Together>
        {query.data === null && (
          <EmptyState picture={<LogoMark className="size-14" />} title={t`Not on sale yet`}>
            <Trans>Once it is published, what it sells is shown here.</Trans>
          </EmptyState>
        )}
      </div>
    </Page>
  )
}
