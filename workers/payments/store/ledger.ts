import { sql } from 'drizzle-orm'
import type { Transaction } from '../ledger.ts'

const linesOf = ({ from, to, amount, at, ...rest }: Transaction) => {
  const line = { ...rest, at: at.toISOString() }
  return [
    { ...line, account: from, amount: -amount },
    { ...line, account: to, amount },
  ]
}

/** The statement that writes transactions down; those that are written already change nothing. */
export const insertTransactions = (transactions: readonly Transaction[]) => {
  const lines = transactions.filter(({ amount }) => amount > 0).flatMap(linesOf)
  return sql`
    insert into payments.ledger (key, of, kind, account, seller, order_id, payment, currency, amount, at)
    select l.key, l.of, l.kind, l.account, l.seller, l."order", l.payment, l.currency, l.amount, l.at
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(key text, of text, kind text, account text, seller text,
      "order" text, payment text, currency text, amount bigint, at timestamptz)
    on conflict (key, account) do nothing`
}
