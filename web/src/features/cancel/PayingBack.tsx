import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Cancellation } from '../../api/money-types.ts'
import { cancellationQuery } from '../../api/sales.ts'
import type { EventView } from '../../api/types.ts'
import { formatMoney } from '../../format/money.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Problem } from '../shell/Problem.tsx'
import { allOf, isMoving, progressWords } from './words.ts'

const Money = ({ event, amount }: { event: EventView; amount: Cancellation['amount'] }) => {
  const rows = [
    { name: t`Paid back`, value: amount.done },
    { name: t`Under way`, value: amount.underWay },
    { name: t`Still to come`, value: amount.toRefund },
    { name: t`Failed`, value: amount.failed },
  ]
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-xl font-extrabold tabular-nums">
            {formatMoney({ amount: value, currency: event.currency })}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const standing = (cancellation: Cancellation): string => {
  if (!cancellation.cancelled) return t`The cancellation is on its way.`
  const { held } = cancellation
  if (held > 0) return t`Holds that still end: ${held}.`
  if (isMoving(cancellation)) return t`This goes on by itself; you can leave this page.`
  return allOf(cancellation.orders) === 0 ? t`Nobody had paid for it.` : t`Nothing is left to do by itself.`
}

/** How far a cancelled event is with paying people back, looked at every few seconds until it is over. */
export const PayingBack = ({ event }: { event: EventView }) => {
  const { data, error, refetch } = useQuery({
    ...cancellationQuery(event.id),
    refetchInterval: ({ state }) => (!state.data || isMoving(state.data) ? 2_000 : false),
  })
  if (!data && error)
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
  if (!data) return <Skeleton className="h-40 rounded-card" />
  const { orders, amount } = data
  return (
    <section
      aria-labelledby="paying-back"
      className="flex flex-col gap-5 rounded-card bg-surface p-5 shadow-raised sm:p-7"
    >
      <h2 id="paying-back" className="text-2xl">
        <Trans>Paying back</Trans>
      </h2>
      {allOf(orders) > 0 && (
        <>
          <Progress
            label={t`Orders paid back`}
            done={orders.done}
            failed={orders.failed}
            of={allOf(orders)}
            words={progressWords(orders)}
          />
          <Money event={event} amount={amount} />
        </>
      )}
      {/* The bar says it by itself when asked; out loud it is said only when this sentence changes. */}
      <p role="status" className="text-muted">
        {standing(data)}
      </p>
      {orders.disputed > 0 && (
        <p className="text-muted">
          {plural(orders.disputed, {
            one: '# order is disputed: there the bank decides who gets the money.',
            other: '# orders are disputed: there the bank decides who gets the money.',
          })}
        </p>
      )}
      {orders.failed > 0 && (
        <Banner tone="bad" title={plural(orders.failed, { one: '# refund failed', other: '# refunds failed' })}>
          <Trans>
            Whoever runs this store is looking into it. You need not do anything; the buyers see it as well.
          </Trans>
        </Banner>
      )}
      <Link
        to="/sell/$eventId/orders"
        params={{ eventId: event.id }}
        className="inline-flex min-h-11 items-center self-start font-bold underline underline-offset-4"
      >
        <Trans>See the orders</Trans>
      </Link>
    </section>
  )
}
