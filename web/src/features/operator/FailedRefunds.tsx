import { useInfiniteQuery } from '@tanstack/react-query'
import { HandCoins } from 'lucide-react'
import type { FailedRefund } from '../../api/money-types.ts'
import { failedRefundsQuery, type Mending, useMending } from '../../api/operator-money.ts'
import { formatMoney } from '../../format/money.ts'
import { Banner } from '../../ui/Banner.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Gathering } from './Gathering.tsx'
import { Id } from './Id.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { counted, moment } from './words.ts'

const done: Record<Mending['what'], string> = {
  retry: 'It is being tried again.',
  bear: 'It is being tried again, at the installation’s expense.',
  settle: 'It counts as settled.',
}

const Row = ({ refund, onMend }: { refund: FailedRefund; onMend: (mending: Mending) => void }) => {
  const money = formatMoney(refund.amount)
  const of = `${money}, order ${refund.order.slice(-8)}`
  return (
    <li className="rounded-card bg-surface p-5 shadow-raised">
      <h2 className="text-xl tabular-nums">{money}</h2>
      <p className="mt-1 text-sm text-muted tabular-nums">
        Failed {moment(refund.changedAt)}, tried {counted(refund.attempt, 'time')}
      </p>
      {refund.why && <p className="mt-2 font-bold wrap-anywhere">{refund.why}</p>}
      <p className="wrap-anywhere text-muted">“{refund.reason}”</p>
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        <Id label="Order" id={refund.order} />
        <Id label="Refund" id={refund.id} />
      </div>
      <div className="mt-4 flex flex-wrap gap-3">
        <ReasonDialog
          trigger="Try again"
          of={of}
          title={`Send ${money} again?`}
          confirm="Send"
          onConfirm={(reason) => onMend({ refund: refund.id, what: 'retry', reason })}
        >
          Stripe is asked once more. If the reason is still the same, it will be back here.
        </ReasonDialog>
        <ReasonDialog
          trigger="Pay it ourselves"
          of={of}
          title={`Send ${money} at our own expense?`}
          confirm="Send and pay"
          isDangerous
          onConfirm={(reason) => onMend({ refund: refund.id, what: 'bear', reason })}
        >
          For when the seller’s share cannot be taken back. The buyer gets their {money}, the seller keeps what they got
          for it, and all of it comes off this installation’s own balance. Nobody asks the seller for it later.
        </ReasonDialog>
        <ReasonDialog
          trigger="Settle"
          of={of}
          title="Was it paid back in another way?"
          confirm="Settle"
          isDangerous
          onConfirm={(reason) => onMend({ refund: refund.id, what: 'settle', reason })}
        >
          The buyer is told that it is done, and nothing more is sent. Say how they got their {money}.
        </ReasonDialog>
      </div>
    </li>
  )
}

/** Money that did not get back to a buyer, and what may be done about it. */
export const FailedRefunds = () => {
  const query = useInfiniteQuery(failedRefundsQuery)
  const mending = useMending()
  const refunds = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section aria-label="Failed refunds" className="flex flex-col gap-5">
      {mending.isSuccess && <Banner tone="good" role="status" title={done[mending.variables.what]} />}
      {mending.isError && <Problem error={mending.error} />}
      <Gathering query={query} failed={[]}>
        {refunds.length > 0 ? (
          <ul className="flex flex-col gap-4">
            {refunds.map((refund) => (
              <Row key={refund.id} refund={refund} onMend={mending.mutate} />
            ))}
          </ul>
        ) : (
          query.isSuccess && (
            <EmptyState
              picture={<HandCoins aria-hidden="true" className="size-12 text-good" />}
              title="No failed refunds"
            >
              All money that was to go back has gone back, or is under way.
            </EmptyState>
          )
        )}
      </Gathering>
    </section>
  )
}
