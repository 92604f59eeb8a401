import { useQuery } from '@tanstack/react-query'
import type { Difference, Reconciliation } from '../../api/money-types.ts'
import { disputesQuery, reconciliationsQuery } from '../../api/operator-money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { DisputeList } from '../money/Disputes.tsx'
import { Asked } from './Asked.tsx'
import { Fee } from './Fee.tsx'
import { TrialBalance } from './TrialBalance.tsx'
import { counted, moment } from './words.ts'

const kinds: Record<string, string> = {
  missing: 'is not in our ledger',
  different: 'is another amount',
  'not-at-stripe': 'is not in Stripe’s books',
  'not-struck': 'and more are not in Stripe’s books, which are hardly ours; nothing was changed',
  unexplained: 'cannot be explained',
  explained: 'was nobody’s, and is explained now',
  opening: 'was in the balance before the store',
  converted: 'was changed into another currency, so that the balance cannot be compared',
  'other-account': 'is another account at Stripe than these books are of; nothing is compared',
  balance: 'is another balance',
}

const Differences = ({ differences }: { differences: readonly Difference[] }) => (
  <details className="mt-2">
    <summary className="inline-flex min-h-6 items-center font-bold underline underline-offset-4">What differed</summary>
    <ul className="mt-2 space-y-2">
      {differences.map(({ key, what, currency, ours, stripes }) => (
        <li key={`${key} ${what} ${currency}`} className="rounded-xl bg-sunken px-4 py-3 text-sm">
          <span className="font-mono font-bold wrap-anywhere">{key}</span> {kinds[what] ?? what}
          {currency !== '' && (
            <span className="block tabular-nums">
              Ours {ours ?? 'nothing'}, Stripe’s {stripes ?? 'nothing'} (in the least unit of {currency})
            </span>
          )}
        </li>
      ))}
    </ul>
  </details>
)

const Row = ({ run: { at, until, compared, differences, settled } }: { run: Reconciliation }) => (
  <li className="py-4 first:pt-0 last:pb-0">
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="font-bold tabular-nums">{moment(at)}</span>
      {differences.length === 0 ? (
        <Badge tone={settled ? 'good' : 'bad'}>
          {settled ? 'All the same' : 'Nothing new, a balance still differs'}
        </Badge>
      ) : (
        <Badge tone={settled ? 'warn' : 'bad'}>
          {counted(differences.length, 'difference')}, {settled ? 'set right' : 'open'}
        </Badge>
      )}
    </p>
    <p className="text-sm text-muted tabular-nums">
      {counted(compared, 'movement')} compared, up to {moment(until)}
    </p>
    {differences.length > 0 && <Differences differences={differences} />}
  </li>
)

/** The store's money, for whoever runs it. */
export const Books = () => (
  <div className="flex flex-col gap-10">
    <Fee />
    <TrialBalance />
    <Asked title="Disputes" query={useQuery(disputesQuery)}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-muted">No buyer went to their bank.</p>
        ) : (
          <DisputeList disputes={items} />
        )
      }
    </Asked>
    <Asked
      title="Compared with Stripe"
      hint="Our ledger and Stripe’s books are compared again and again; here is what came of it."
      query={useQuery(reconciliationsQuery)}
    >
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-muted">They have not been compared yet.</p>
        ) : (
          <ol className="divide-y divide-line rounded-card bg-surface p-5 shadow-raised">
            {items.map((run) => (
              <Row key={run.position} run={run} />
            ))}
          </ol>
        )
      }
    </Asked>
  </div>
)
