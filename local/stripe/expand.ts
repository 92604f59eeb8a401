import type { Account } from './account.ts'
import { invalid } from './errors.ts'

type Json = Record<string, unknown>

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Which fields of which object may be asked for in full. */
const expandable: Partial<Record<string, string[]>> = {
  'checkout.session': ['payment_intent', 'line_items'],
  payment_intent: ['latest_charge'],
  charge: ['payment_intent', 'balance_transaction', 'transfer', 'application_fee'],
  refund: ['charge', 'payment_intent', 'balance_transaction', 'transfer_reversal'],
  transfer: ['balance_transaction', 'source_transaction'],
  application_fee: ['charge', 'originating_transaction', 'balance_transaction'],
  balance_transaction: ['source'],
  dispute: ['charge', 'payment_intent'],
  payout: ['balance_transaction'],
}

const lookUp = ({ state }: Account, owner: Json, field: string): unknown => {
  const id = String(owner.id)
  if (field === 'line_items')
    return {
      object: 'list',
      data: state.checkouts.get(id)?.lineItems ?? [],
      has_more: false,
      url: `/v1/checkout/sessions/${id}/line_items`,
    }
  const value = owner[field]
  if (typeof value !== 'string') return value
  const found = [
    ...[state.paymentIntents, state.charges, state.refunds, state.transactions, state.transfers, state.reversals],
    ...[state.applicationFees, state.feeRefunds, state.disputes, state.payouts],
  ].find((objects) => objects.has(value))
  return structuredClone(found?.get(value) ?? value)
}

const expandPath = (account: Account, value: unknown, path: string[], whole: string) => {
  const [field, ...rest] = path
  if (!isJson(value) || field === undefined) return
  if (value.object === 'list' && field === 'data' && Array.isArray(value.data)) {
    for (const item of value.data) expandPath(account, item, rest, whole)
    return
  }
  if (!expandable[String(value.object)]?.includes(field))
    throw invalid(`This property cannot be expanded (${whole}).`, 'expand')
  value[field] = lookUp(account, value, field)
  expandPath(account, value[field], rest, whole)
}

/** A copy of the object with ids replaced by what they stand for, as far as `expand` asks for it. */
export const expand = (account: Account, object: object, paths: string[] = []): object => {
  const copy = structuredClone(object)
  for (const path of paths) expandPath(account, copy, path.split('.').slice(0, 4), path)
  return copy
}
