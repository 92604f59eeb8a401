import { useQuery } from '@tanstack/react-query'
import type { TrialBalance as Balances } from '../../api/money-types.ts'
import { trialBalanceQuery } from '../../api/operator-money.ts'
import { useDownload } from '../../api/seller.ts'
import type { Currency } from '../../api/types.ts'
import { formatMoney } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Asked } from './Asked.tsx'

const names: Record<string, string> = {
  buyers: 'Buyers have paid',
  sellers: 'Sellers’ accounts hold',
  platform: 'The store’s account holds',
  stripe: 'Stripe has kept',
  bank: 'Banks have been paid',
}

const cell = 'px-3 py-2.5 first:pl-5 last:pr-5'

const Table = ({ currency, balances }: { currency: Currency; balances: Balances }) => {
  const sum = balances.reduce((all, { amount }) => all + amount, 0)
  return (
    <table className="w-full rounded-card bg-surface text-left shadow-raised">
      <caption className="sr-only">Trial balance in {currency}</caption>
      <thead>
        <tr className="text-sm text-muted">
          <th scope="col" className={cell}>
            Account
          </th>
          <th scope="col" className={`${cell} text-right`}>
            {currency}
          </th>
        </tr>
      </thead>
      <tbody>
        {balances.map(({ account, amount }) => (
          <tr key={account} className="border-t border-line">
            <th scope="row" className={`${cell} font-normal`}>
              {names[account] ?? account}
            </th>
            <td className={`${cell} text-right tabular-nums`}>{formatMoney({ amount, currency })}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-t-2 border-dashed border-line font-bold">
          <th scope="row" className={cell}>
            Sum {sum === 0 ? <Badge tone="good">Balanced</Badge> : <Badge tone="bad">Not balanced</Badge>}
          </th>
          <td className={`${cell} text-right tabular-nums`}>{formatMoney({ amount: sum, currency })}</td>
        </tr>
      </tfoot>
    </table>
  )
}

const Download = () => {
  const download = useDownload('/api/payments/operator/ledger.csv', 'holdfast-ledger.csv')
  return (
    <div className="flex flex-col gap-3">
      <Button variant="secondary" busy={download.isPending} onClick={() => download.mutate()}>
        Download ledger
      </Button>
      {download.isError && <Problem error={download.error} />}
    </div>
  )
}

/** Where all money is; whatever else it is, it has to add up to nothing. */
export const TrialBalance = () => (
  <Asked
    title="Trial balance"
    hint="Each movement is written twice, once for where it comes from and once for where it goes, so all of them add up to zero."
    action={<Download />}
    query={useQuery(trialBalanceQuery)}
  >
    {({ accounts }) =>
      accounts.length === 0 ? (
        <p className="text-muted">No money has moved yet.</p>
      ) : (
        <div className="grid gap-4 md:grid-cols-2">
          {[...Map.groupBy(accounts, ({ currency }) => currency)].map(([currency, balances]) => (
            <Table key={currency} currency={currency} balances={balances} />
          ))}
        </div>
      )
    }
  </Asked>
)
