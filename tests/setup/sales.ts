import { admin } from '#local/postgres'
import type { Id } from '#shared/ids'
import { followIntent } from '#workers/payments/commands/follow-intent'
import { refundOrder, takeMoney } from '#workers/payments/commands/hear'
import { feeOn } from '#workers/payments/ledger'
import { type Till, trace } from './payments.ts'

export type Seller = { id: Id<'account'>; account: string; headers: Record<string, string> }

/** What the installation keeps of every sale here. */
export const RATE = { basisPoints: 370, fixed: 15 }

/** A seller whose account with Stripe may be paid to, and whose orders are sold on these terms from now on. */
export const openAccount = async (till: Till, name: string): Promise<Seller> => {
  const person = await till.people.join(name)
  const { id: account } = await till.client.v2.core.accounts.create({
    ...{ dashboard: 'express', contact_email: 'hall@example.com', display_name: name, identity: { country: 'AT' } },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  })
  till.stripe.onboard(account)
  await admin(
    till.database.url,
    `insert into payments.sellers (seller, account, state, name, country) values ($1, $2, 'enabled', $3, 'AT')`,
    [person.id, account, name],
  )
  return { id: person.id, account, headers: person.headers }
}

const intentOf = (till: Till, order: string) => {
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order)
  if (!intent) throw new Error(`nobody has paid for ${order}`)
  return intent.id
}

/** An order of this seller, paid for and captured; `before` happens between the bank's yes and the capture. */
export const sell = async (till: Till, seller: Seller, amount = 5000, card?: string, before = () => {}) => {
  till.deps.terms = async (_seller, total) => ({ fee: feeOn(total.amount, RATE), destination: seller.account })
  const order = await till.holds(amount)
  await admin(till.database.url, 'update payments.payments set seller = $1 where order_id = $2', [seller.id, order.id])
  await till.pays(order, card)
  const intent = intentOf(till, order.id)
  const { id: payment } = await till.paymentOf(order)
  await followIntent(till.deps, payment, intent, trace)
  before()
  await takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment }), trace)
  return { order: order.id, payment, intent, amount }
}

export type Sale = Awaited<ReturnType<typeof sell>>

/** So much of it goes back, as orders would ask for it. */
export const giveBack = async (till: Till, sale: Sale, refund: Id<'refund'>, amount: number) => {
  const asked = till.said('order.refund-asked', {
    ...{ order: sale.order, payment: sale.payment, refund, amount, currency: 'EUR', attempt: 1, because: 'seller' },
  })
  await refundOrder(till.deps, asked, trace)
}
