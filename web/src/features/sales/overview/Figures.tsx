import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { FeeRate } from '../../../api/money-types.ts'
import type { CurrencySums, Report } from '../../../api/report-types.ts'
import { formatCount } from '../../../format/count.ts'
import { clockTime } from '../../../format/dates.ts'
import { feeWords, isFeeless } from '../../../format/fee.ts'
import { formatMoney } from '../../../format/money.ts'
import { feesOf } from './series.ts'
import { ordersWords, ticketsWords } from './words.ts'

type FigureProps = { name: string; value: string; hint?: ReactNode; isMain?: boolean }

const Figure = ({ name, value, hint, isMain = false }: FigureProps) => (
  <div
    className={`min-w-0 rounded-card p-4 sm:p-5 ${isMain ? 'max-lg:col-span-2 bg-brand-soft' : 'bg-surface shadow-raised'}`}
  >
    <dt className={isMain ? '' : 'text-muted'}>{name}</dt>
    <dd>
      <span className="block text-2xl font-extrabold tracking-[-0.03em] tabular-nums sm:text-3xl">{value}</span>
      {hint && <span className={`block text-sm ${isMain ? '' : 'text-muted'}`}>{hint}</span>}
    </dd>
  </div>
)

const feeHint = (fee: FeeRate, currency: CurrencySums['currency']) =>
  isFeeless(fee) ? t`the store keeps nothing` : t`about ${feeWords(fee, currency)}`

type Props = { sums: CurrencySums; fee: FeeRate | undefined }

/** What came in, what went off it, and what is left, in one currency. */
export const Figures = ({ sums, fee }: Props) => {
  const { currency, orders, tickets, gross, refunded, returned } = sums
  const money = (amount: number) => formatMoney({ amount, currency })
  const fees = fee && feesOf(sums, fee)
  return (
    <dl className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-5">
      {fees !== undefined && <Figure isMain name={t`Net`} value={money(gross - refunded - fees)} hint={t`yours`} />}
      <Figure name={t`Gross`} value={money(gross)} hint={t`paid by buyers`} />
      <Figure name={t`Tickets sold`} value={formatCount(tickets)} hint={t`in ${ordersWords(orders)}`} />
      <Figure
        name={t`Refunds`}
        value={money(refunded)}
        hint={returned > 0 ? t`${ticketsWords(returned)} given back` : t`nothing given back`}
      />
      {fee && fees !== undefined && <Figure name={t`Fees`} value={money(fees)} hint={feeHint(fee, currency)} />}
    </dl>
  )
}

/** What happens at this moment: people who are about to pay. */
export const RightNow = ({ held, beingPaid }: Pick<Report, 'held' | 'beingPaid'>) => (
  <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-2xl bg-sunken px-4 py-3">
    <span
      aria-hidden="true"
      className={`size-2.5 rounded-full ${held.orders > 0 ? 'bg-glow ring-4 ring-glow/30' : 'bg-edge'}`}
    />
    <strong>{held.orders === 0 ? t`No holds running now` : t`${ticketsWords(held.tickets)} on hold now`}</strong>
    {held.nextEnd && (
      <span className="text-muted">
        <Trans>
          in {ordersWords(held.orders)}; the first ends at {clockTime(held.nextEnd)}
        </Trans>
      </span>
    )}
    {beingPaid.orders > 0 && (
      <span className="text-muted">
        <Trans>{ordersWords(beingPaid.orders)} being paid</Trans>
      </span>
    )}
  </p>
)

export const FeesNote = () => (
  <p className="text-sm text-muted">
    <Trans>
      Fees are counted at today’s rate. What was really kept stands line by line under{' '}
      <Link to="/sell/money" className="inline-flex min-h-6 items-center font-bold underline underline-offset-4">
        Money
      </Link>
      .
    </Trans>
  </p>
)
