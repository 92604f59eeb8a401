import type Stripe from 'stripe'
import { idOf } from '#shared/ids'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import { refundFailed, refund as refundMoves } from '../movements.ts'
import { posting } from '../store/payments.ts'
import { isFailed, movesOf, type RefundDeps, settle } from './drive-refund.ts'

const RefundId = idOf('refund')
const TRIES = 5

const intentOf = ({ payment_intent: intent }: Stripe.Refund) =>
  typeof intent === 'string' ? intent : (intent?.id ?? '')

/** Somebody gave money back at Stripe and not through us: the ledger has it, and somebody should know. */
const noteForeign = async (deps: RefundDeps, at: Stripe.Refund, trace: Trace) => {
  const payment = await deps.payments.findByIntent(intentOf(at))
  if (!payment) return deps.log('warn', 'a refund is of a payment that is not here', { refund: at.id })
  deps.log('error', 'money was given back that nobody here asked for', {
    ...{ refund: at.id, payment: payment.id, order: payment.order, amount: at.amount },
  })
  const posts = [
    ...refundMoves(payment, await movesOf(deps, payment, at)),
    ...(isFailed(at) ? [refundFailed(payment, at, new Date())] : []),
  ]
  await deps.payments.save(payment, undefined, trace, undefined, ...posting(posts))
}

/** Brings a refund into line with Stripe's as it is now; `id` is Stripe's. */
export const followRefund = async (deps: RefundDeps, id: string, trace: Trace): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    const at = await deps.stripe.refunds.retrieve(id)
    const named = RefundId.safeParse(at.metadata?.refund)
    const refund = named.success ? await deps.refunds.find(named.data) : await deps.refunds.findByStripe(id)
    if (!refund) return noteForeign(deps, at, trace)
    // An earlier attempt that failed, and was asked for again since: all there is to say about it has been said.
    if (refund.stripeRefund !== id && String(refund.attempt) !== at.metadata?.attempt) return
    try {
      return await settle(deps, refund, at, trace)
    } catch (error) {
      if (signalOf(error) !== 'overtaken' || attempt === TRIES) throw error
    }
  }
}

/** The same for all there are of an intent. */
export const followRefunds = async (deps: RefundDeps, intent: string, trace: Trace) => {
  for await (const { id } of deps.stripe.refunds.list({ payment_intent: intent, limit: 100 })) {
    await followRefund(deps, id, trace)
  }
}
