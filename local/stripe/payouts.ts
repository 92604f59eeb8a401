import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { holdingsOf, linesOf } from './balances.ts'
import { missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { type Owner, post } from './posting.ts'

const DAY = 24 * 60 * 60

export const getPayout = ({ state }: Account, id: string, on: string | null) => {
  const payout = state.payouts.get(id)
  if (!payout || (state.owners.get(id) ?? null) !== on) throw missing('payout', id, 'payout')
  return payout
}

const connected = (owner: Owner) => (owner === 'platform' ? undefined : owner)

export type PayoutParams = {
  amount: number
  currency: string
  description?: string | undefined
  metadata?: Record<string, string> | undefined
}

/** Money leaves a balance for the owner's bank, and arrives there on the next day. Throws when there is not enough. */
export const createPayout = (
  account: Account,
  owner: Owner,
  params: PayoutParams,
  automatic = false,
): Stripe.Payout => {
  const { amount, currency } = params
  const available = holdingsOf(account, owner).get(currency)?.available ?? 0
  if (amount > available)
    throw refused(
      'You have insufficient funds in your Stripe account. One likely reason is that your funds are pending.',
      {
        code: 'balance_insufficient',
      },
    )
  const now = account.now()
  const payout: Stripe.Payout = {
    id: newId('po'),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: (Math.floor(now / DAY) + 1) * DAY,
    automatic,
    balance_transaction: null,
    created: now,
    currency,
    description: params.description ?? (automatic ? 'STRIPE PAYOUT' : null),
    destination: 'ba_standin',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: params.metadata ?? {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  }
  account.state.payouts.set(payout.id, payout)
  if (owner !== 'platform') account.state.owners.set(payout.id, owner)
  const [line] = post(account, {
    currency,
    entries: [{ owner, type: 'payout', category: 'payout', amount: -amount, source: payout.id }],
    bank: { of: owner, amount },
  })
  payout.balance_transaction = line?.id ?? null
  account.state.deadlines.set(payout.id, payout.arrival_date)
  account.emit('payout.created', payout, connected(owner))
  return payout
}

const ownerOf = ({ state }: Account, id: string) => state.owners.get(id) ?? 'platform'

/** The bank has it. */
export const arrive = (account: Account, id: string) => {
  const owner = ownerOf(account, id)
  const payout = getPayout(account, id, connected(owner) ?? null)
  if (payout.status !== 'pending') return
  payout.status = 'paid'
  if (payout.automatic) payout.reconciliation_status = 'completed'
  account.state.deadlines.delete(id)
  account.emit('payout.paid', payout, connected(owner))
}

/** The bank sends it back, perhaps after it seemed to have arrived: it is in the balance again. */
export const failPayout = (account: Account, id: string, code = 'account_closed') => {
  const owner = ownerOf(account, id)
  const payout = getPayout(account, id, connected(owner) ?? null)
  if (payout.status === 'failed') throw new Error(`Payout ${id} has failed already`)
  const [line] = post(account, {
    currency: payout.currency,
    entries: [{ owner, type: 'payout_failure', category: 'payout_reversal', amount: payout.amount, source: id }],
    bank: { of: owner, amount: -payout.amount },
  })
  payout.status = 'failed'
  payout.failure_code = code
  payout.failure_message = 'The bank account could not be paid.'
  payout.failure_balance_transaction = line?.id ?? null
  account.state.deadlines.delete(id)
  account.emit('payout.failed', payout, connected(owner))
  return payout
}

/** Pays out what an account may have, in each currency. */
export const payOut = (account: Account, owner: Owner, automatic = true) =>
  [...holdingsOf(account, owner)].flatMap(([currency, { available }]) =>
    available > 0 ? [createPayout(account, owner, { amount: available, currency }, automatic)] : [],
  )

/** Does not wait: all that an account has becomes available, is paid out, and arrives. */
export const payOutNow = (account: Account, owner: Owner) => {
  const now = account.now()
  for (const line of linesOf(account.state, owner)) line.available_on = Math.min(line.available_on, now)
  const payouts = payOut(account, owner)
  for (const { id } of payouts) arrive(account, id)
  return payouts
}

/** Sellers are paid once a day, when it begins, from what is available by then; the platform asks for its payouts itself. */
export const payOutDaily = (account: Account) => {
  const today = Math.floor(account.now() / DAY)
  const { state } = account
  if (state.days.get('paidOut') === today) return
  state.days.set('paidOut', today)
  for (const [id, recipient] of state.accounts) if (!recipient.closed) payOut(account, id)
}
