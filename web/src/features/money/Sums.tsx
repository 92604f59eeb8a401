import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { CurrencyMoney } from '../../api/money-types.ts'
import { formatMoney } from '../../format/money.ts'

const minus = (amount: number) => (amount === 0 ? 0 : -amount)

/** What a seller sold, what went off it, and where the rest is; a card for each currency. */
export const Sums = ({ sums }: { sums: CurrencyMoney }) => {
  const { currency, sales, fees, feesBack, refunds, disputes, onTheWay, paidOut, orders } = sums
  const money = (amount: number) => formatMoney({ amount, currency })
  const off = [
    { name: t`Fees`, amount: minus(fees), isAlways: true },
    { name: t`Fees given back`, amount: feesBack, isAlways: false },
    { name: t`Refunds`, amount: minus(refunds), isAlways: true },
    { name: t`Disputes`, amount: minus(disputes), isAlways: false },
  ].filter(({ amount, isAlways }) => amount !== 0 || isAlways)
  const yours = sales - fees + feesBack - refunds - disputes
  return (
    <section aria-label={currency} className="rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-[1fr_minmax(15rem,1fr)]">
        <dl className="grid content-start gap-5">
          <div>
            <dt className="text-muted">
              <Trans>On the way to you</Trans>
            </dt>
            <dd className="text-4xl font-extrabold tracking-[-0.03em] tabular-nums">{money(onTheWay)}</dd>
          </div>
          <div>
            <dt className="text-muted">
              <Trans>Paid out</Trans>
            </dt>
            <dd className="text-2xl font-extrabold tabular-nums">{money(paidOut)}</dd>
          </div>
        </dl>
        <dl className="grid content-start gap-1.5">
          <div className="flex justify-between gap-4">
            <dt>
              <Trans>Sales</Trans>{' '}
              <span className="text-muted">({plural(orders, { one: '# order', other: '# orders' })})</span>
            </dt>
            <dd className="font-bold tabular-nums">{money(sales)}</dd>
          </div>
          {off.map(({ name, amount }) => (
            <div key={name} className="flex justify-between gap-4">
              <dt>{name}</dt>
              <dd className="tabular-nums">{money(amount)}</dd>
            </div>
          ))}
          <div className="mt-1 flex justify-between gap-4 border-t-2 border-dashed border-line pt-2.5 font-bold">
            <dt>
              <Trans context="money">Yours</Trans>
            </dt>
            <dd className="tabular-nums">{money(yours)}</dd>
          </div>
        </dl>
      </div>
    </section>
  )
}
