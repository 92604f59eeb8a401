import { type Id, idOf } from '#shared/ids'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Payment } from '../payment.ts'
import { applyStripeEvent } from './apply-stripe-event.ts'
import { followIntent } from './follow-intent.ts'

// What no message and no event of Stripe's leads to any more.

const PaymentId = idOf('payment')

/** How long after its beginning an intent that nobody claims is looked for, in seconds; by then its events have been told. */
const WINDOW = { from: 20 * 60, to: 3 * 60 }
const PAGES = 3

/** The session of a payment that is `open` has run out and nobody said so: Stripe says what became of it. */
export const followSession = async (deps: Deps, { id, session }: Payment, trace: Trace) => {
  if (!session) return
  const { status, payment_intent: intent } = await deps.stripe.checkout.sessions.retrieve(session)
  const named = typeof intent === 'string' ? intent : (intent?.id ?? null)
  if (named) await followIntent(deps, id, named, trace)
  if (status !== 'expired') return
  const told = { id: `swept:${session}`, type: 'checkout.session.expired', payment: id, intent: named, session }
  await applyStripeEvent(deps, { ...told, object: null, account: null }, trace)
}

/** Ends sessions that were made for an order that had ended, by somebody who died before writing them down. */
export const endUnrecorded = async ({ stripe, payments }: Deps, limit: number): Promise<number> => {
  const lost = new Set<string>((await payments.unrecorded(limit)).map(({ id }) => id))
  if (lost.size === 0) return 0
  let ended = 0
  for await (const session of stripe.checkout.sessions.list({ status: 'open', limit: 100 })) {
    if (!lost.has(session.metadata?.payment ?? '')) continue
    await stripe.checkout.sessions.expire(session.id)
    ended += 1
  }
  return ended
}

/** Money that was set aside or taken and that we have not heard of: the order decides about it, however late. */
export const unclaimed = async ({ stripe, payments }: Pick<Deps, 'stripe' | 'payments'>) => {
  const now = Math.floor((await payments.clock()).getTime() / 1000)
  const created = { gte: now - WINDOW.from, lte: now - WINDOW.to }
  const found = new Map<Id<'payment'>, string>()
  let page = await stripe.paymentIntents.list({ created, limit: 100 })
  for (let pages = 1; ; pages++) {
    for (const { id, status, metadata } of page.data) {
      const payment = PaymentId.safeParse(metadata.payment)
      if (payment.success && (status === 'requires_capture' || status === 'succeeded')) found.set(payment.data, id)
    }
    const last = page.data.at(-1)
    if (!page.has_more || !last || pages === PAGES) break
    page = await stripe.paymentIntents.list({ created, limit: 100, starting_after: last.id })
  }
  const waiting = found.size === 0 ? [] : await payments.waiting([...found.keys()])
  return waiting.map(({ id }) => ({ payment: id, intent: found.get(id) ?? '' }))
}
