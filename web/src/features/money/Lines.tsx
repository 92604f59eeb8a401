import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { LedgerLine } from '../../api/money-types.ts'
import { ledgerQuery, useDownload } from '../../api/seller.ts'
import { ownMoment } from '../../format/dates.ts'
import { formatMoney } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'
import { ShortId } from '../../ui/ShortId.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Problem } from '../shell/Problem.tsx'
import { kindWords } from './words.ts'

const cell = 'px-3 py-3 first:pl-5 last:pr-5 sm:first:pl-7 sm:last:pr-7'

const Line = ({ line: { at, kind, order, amount, currency } }: { line: LedgerLine }) => (
  <tr className="border-t border-line align-top">
    <td className={cell}>
      <span className="block font-bold">{kindWords(kind)}</span>
      {order && <ShortId label={t`Order`} id={order} isTight />}
    </td>
    <td className={`${cell} text-sm text-muted sm:whitespace-nowrap`}>
      <time dateTime={at}>{ownMoment(at)}</time>
    </td>
    <td className={`${cell} text-right font-bold whitespace-nowrap tabular-nums ${amount > 0 ? 'text-good' : ''}`}>
      {amount > 0 && '+'}
      {formatMoney({ amount, currency })}
    </td>
  </tr>
)

const Download = () => {
  const download = useDownload('/api/payments/seller/ledger.csv', 'holdfast-money.csv')
  return (
    <>
      <Button variant="secondary" busy={download.isPending} onClick={() => download.mutate()}>
        <Trans>Download CSV</Trans>
      </Button>
      {download.isError && <Problem error={download.error} />}
    </>
  )
}

/** Every movement of a seller's money, newest first. */
export const Lines = () => {
  const query = useInfiniteQuery(ledgerQuery)
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? []
  const retry = (
    <Button variant="secondary" onClick={() => void (query.data ? query.fetchNextPage() : query.refetch())}>
      <Trans>Try again</Trans>
    </Button>
  )
  return (
    <section aria-labelledby="movements">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 id="movements" className="text-2xl">
          <Trans>Movements</Trans>
        </h2>
        {lines.length > 0 && <Download />}
      </div>
      {query.isPending && <Skeleton className="h-64 rounded-card" />}
      {lines.length > 0 && (
        <table className="w-full rounded-card bg-surface text-left shadow-raised">
          <thead>
            <tr className="text-sm text-muted">
              <th scope="col" className={cell}>
                <Trans>What</Trans>
              </th>
              <th scope="col" className={cell}>
                <Trans>When</Trans>
              </th>
              <th scope="col" className={`${cell} text-right`}>
                <Trans>Amount</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.position} line={line} />
            ))}
          </tbody>
        </table>
      )}
      {query.isSuccess && lines.length === 0 && (
        <p className="rounded-card border-2 border-dashed border-line px-6 py-10 text-center text-muted">
          <Trans>Nothing has moved yet. With the first sale, lines appear here.</Trans>
        </p>
      )}
      {query.isError && (
        <div className="mt-4">
          <Problem error={query.error} action={retry} />
        </div>
      )}
      {query.hasNextPage && !query.isError && (
        <Button
          variant="secondary"
          className="mt-5"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </section>
  )
}
