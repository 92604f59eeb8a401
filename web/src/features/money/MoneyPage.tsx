import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ledgerQuery, moneyQuery, sellerQuery } from '../../api/seller.ts'
import { Button } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Together } from '../../ui/Together.tsx'
import { SellerTabs } from '../sell/SellerTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Disputes } from './Disputes.tsx'
import { Lines } from './Lines.tsx'
import { Payouts, useAwaits } from './Payouts.tsx'
import { Sums } from './Sums.tsx'

type Failed = { error: unknown; refetch(): Promise<unknown> }

const Again = ({ query }: { query: Failed }) => (
  <Problem
    error={query.error}
    action={
      <Button variant="secondary" onClick={() => void query.refetch()}>
        <Trans>Try again</Trans>
      </Button>
    }
  />
)

const HowPaid = ({ isBack, isAgain }: Props) => {
  // What Stripe wants may change at any time, and right after coming back it does.
  const seller = useQuery({ ...sellerQuery, staleTime: 0, refetchInterval: isBack ? 2_000 : false })
  const isAwaited = useAwaits(isBack, seller.data?.payouts)
  if (seller.isError) return <Again query={seller} />
  if (!seller.data) return <Skeleton className="h-44 rounded-card" />
  return <Payouts seller={seller.data} isAwaited={isAwaited} isAgain={isAgain} />
}

const HowMuch = () => {
  const money = useQuery(moneyQuery)
  if (money.isError) return <Again query={money} />
  if (!money.data) return <Skeleton className="h-56 rounded-card" />
  return (
    <>
      {money.data.currencies.map((sums) => (
        <Sums key={sums.currency} sums={sums} />
      ))}
      <Disputes disputes={money.data.disputes} />
    </>
  )
}

type Props = { isBack: boolean; isAgain: boolean }

/** Everything about a seller's money: whether they are paid, how much, and each line of it. */
export const MoneyPage = (props: Props) => {
  const asked = [useQuery(sellerQuery), useQuery(moneyQuery), useInfiniteQuery(ledgerQuery)]
  return (
    <Page title={t`Money`} width="reading">
      <Heading>
        <Trans>Money</Trans>
      </Heading>
      <SellerTabs />
      <Together
        of={asked}
        skeleton={
          <>
            <Skeleton className="h-44 rounded-card" />
            <Skeleton className="h-56 rounded-card" />
            <Skeleton className="h-64 rounded-card" />
          </>
        }
      >
        {() => (
          <div className="flex flex-col gap-8">
            <HowPaid {...props} />
            <HowMuch />
            <Lines />
          </div>
        )}
      </Together>
    </Page>
  )
}
