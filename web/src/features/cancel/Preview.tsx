import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { cancellationQuery } from '../../api/sales.ts'
import type { EventView } from '../../api/types.ts'
import { formatCount } from '../../format/count.ts'
import { formatMoney } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Problem } from '../shell/Problem.tsx'

const Figure = ({ name, value, hint }: { name: string; value: string; hint: string }) => (
  <div className="rounded-2xl bg-sunken px-4 py-3">
    <dt className="text-sm text-muted">{name}</dt>
    <dd>
      <span className="block text-2xl font-extrabold tabular-nums">{value}</span>
      <span className="text-sm text-muted">{hint}</span>
    </dd>
  </div>
)

/** What cancelling would come to, as things stand now. */
export const Preview = ({ event }: { event: EventView }) => {
  const { data, error, refetch } = useQuery({ ...cancellationQuery(event.id), refetchInterval: 10_000 })
  if (error)
    return (
      <Problem
        error={error}
        action={
          <Button variant="secondary" onClick={() => void refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      />
    )
  if (!data) return <Skeleton className="h-24 rounded-2xl" />
  const { orders, amount, held } = data
  return (
    <dl className="grid gap-3 sm:grid-cols-3">
      <Figure name={t`Orders`} value={formatCount(orders.toRefund)} hint={t`are paid back`} />
      <Figure
        name={t`Money`}
        value={formatMoney({ amount: amount.toRefund, currency: event.currency })}
        hint={t`goes back to buyers`}
      />
      <Figure name={t`Holds`} value={formatCount(held)} hint={t`end at once`} />
    </dl>
  )
}
