import { followIntent } from '#workers/payments/commands/follow-intent'
import { takeMoney } from '#workers/payments/commands/hear'
import { type Till, trace } from './payments.ts'

/** An order that is paid for: held, paid on Stripe's page, confirmed, captured. */
export const sold = async (till: Till, amount = 5000) => {
  const order = await till.holds(amount)
  const { id } = await till.pays(order)
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)
  await followIntent(till.deps, id, intent?.id ?? '', trace)
  await takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment: id }), trace)
  return { ...order, payment: id, intent: intent?.id ?? '' }
}
export type Paid = Awaited<ReturnType<typeof sold>>

/** A seller whose account can be paid, and who is paid from now on, less a fee. */
export const paying = async (till: Till, fee: number) => {
  const { id } = await till.client.v2.core.accounts.create({
    ...{ dashboard: 'express', contact_email: 'hall@example.com', display_name: 'Hall', identity: { country: 'DE' } },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
  })
  till.stripe.onboard(id)
  till.deps.terms = async () => ({ fee, destination: id })
  return id
}
