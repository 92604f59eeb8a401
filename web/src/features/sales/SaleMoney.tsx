import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { LedgerLine, WholeSaleView } from '../../api/money-types.ts'
import { orderMoneyQuery } from '../../api/seller.ts'
import { formatMoney } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { kindWords } from '../money/words.ts'
import { Problem } from '../shell/Problem.tsx'

/** Lines of a kind are one sum; in the order in which they happened first. */
export const sumsOf = (lines: readonly LedgerLine[]): { kind: string; amount: number }[] => {
  const sums = new Map<string, number>()
  for (const { kind, amount } of lines.toReversed()) sums.set(kind, (sums.get(kind) ?? 0) + amount)
  return Array.from(sums, ([kind, amount]) => ({ kind, amount }))
}

const Sums = ({ lines, currency }: { lines: readonly LedgerLine[]; currency: LedgerLine['currency'] }) => (
  <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
    {sumsOf(lines).map(({ kind, amount }) => (
      <div key={kind} className="col-span-2 grid grid-cols-subgrid">
        <dt>{kindWords(kind)}</dt>
        <dd className="text-right tabular-nums">{formatMoney({ amount, currency })}</dd>
      </div>
    ))}
    <div className="col-span-2 grid grid-cols-subgrid items-baseline border-t border-line pt-3 font-bold">
      <dt>
        <Trans>Yours</Trans>
      </dt>
      <dd className="figure text-right text-2xl">
        {formatMoney({ amount: lines.reduce((sum, { amount }) => sum + amount, 0), currency })}
      </dd>
    </div>
  </dl>
)

const Books = ({ sale: { id, version, total } }: { sale: WholeSaleView }) => {
  const { data: lines, isPending, isError, error, refetch } = useQuery(orderMoneyQuery(id, version))
  if (isPending) return <Skeleton className="h-28 rounded-xl" />
  if (isError)
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
  if (lines.length === 0)
    return (
      <p className="text-muted">
        <Trans>It will be in your books in a moment.</Trans>
      </p>
    )
  return <Sums lines={lines} currency={total.currency} />
}

/** What came in for an order, what went out of it, and what is left for the seller. */
export const SaleMoney = ({ sale }: { sale: WholeSaleView }) => (
  <section aria-labelledby="sale-money" className="rounded-card bg-surface p-5 shadow-raised sm:p-6">
    <h2 id="sale-money" className="mb-4 text-lg">
      <Trans>Money</Trans>
    </h2>
    {sale.total.amount === 0 ? (
      <p className="text-muted">{t`Nothing was paid for it.`}</p>
    ) : sale.state === 'confirmed' ? (
      <p className="text-muted">
        <Trans>The card is being charged.</Trans>
      </p>
    ) : (
      <Books sale={sale} />
    )}
  </section>
)
