import type Stripe from 'stripe'
import { idOf } from '#shared/ids'
import { traceFields } from '#shared/log'
import type { Saying } from '#shared/messages/contracts'
import { Currency } from '#shared/money'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type DisputeMove, dispute as disputeMoves } from '../movements.ts'
import type { Payment } from '../payment.ts'
import { type Dispute, type DisputeState, stillKept, writeDispute } from '../store/disputes.ts'
import { posting } from '../store/payments.ts'
import { type FollowDeps, followIntent, traceOf } from './follow-intent.ts'

type Needs = FollowDeps & Pick<Deps, 'disputes'>

const TRIES = 5

/** What a dispute comes to. Of what is only an inquiry, or was settled before it became a dispute, nothing follows. */
const stateOf = ({ status }: Stripe.Dispute): DisputeState | undefined => {
  if (status === 'won') return 'won'
  if (status === 'lost') return 'lost'
  return status.startsWith('warning_') || status === 'prevented' ? undefined : 'open'
}

const date = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000))

const read = (payment: Payment, at: Stripe.Dispute, state: DisputeState): Dispute => ({
  ...{ id: at.id, payment: payment.id, order: payment.order, seller: payment.seller },
  ...{ amount: at.amount, currency: payment.currency, reason: at.reason, state },
  ...{ evidenceDueAt: date(at.evidence_details.due_by), openedAt: new Date(at.created * 1000) },
})

const moves = (at: Stripe.Dispute): DisputeMove[] =>
  at.balance_transactions.flatMap(({ amount, fee, currency, created }) =>
    Currency.safeParse(currency.toUpperCase()).success ? [{ amount, fee, currency, at: new Date(created * 1000) }] : [],
  )

const say = ({ id, payment, order, amount, currency, reason }: Dispute, state: DisputeState): Saying => ({
  type: 'payment.disputed',
  data: { payment, order, dispute: id, amount, currency, reason, state },
})

/**
 * What is told when a dispute that we knew as `before` is as it is now: whoever hears it hears of its beginning first. That it is
 * won means to listeners that the payment is the store's again, so it waits for the last: not while others are open or lost.
 */
export const tell = (before: DisputeState | null, dispute: Dispute, kept: boolean): Saying[] => {
  if (before === dispute.state) return []
  const begun = before === null && dispute.state !== 'open' ? [say(dispute, 'open')] : []
  if (dispute.state === 'won' && kept) return begun
  return [...begun, say(dispute, dispute.state)]
}

const PaymentId = idOf('payment')

/** Money was taken, and we do not know it yet, or the order has yet to say whether it has won. */
const isUndecided = ({ state }: Payment) => state === 'authorized' || state === 'capturing' || state === 'taken'

/** The payment that a dispute is about, once it is known that money was taken by it. */
const disputedPayment = async (deps: Needs, intent: string, trace: Trace): Promise<Payment | undefined> => {
  const known = await deps.payments.findByIntent(intent)
  if (known && !isUndecided(known)) return known
  const { metadata } = await deps.stripe.paymentIntents.retrieve(intent)
  const named = PaymentId.safeParse(metadata.payment)
  if (named.success) await followIntent(deps, named.data, intent, trace)
  return deps.payments.findByIntent(intent)
}

/** Brings a dispute into line with Stripe's as it is now. In which order Stripe told its story does not matter. */
export const followDispute = async (deps: Needs, id: string, trace: Trace): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    // Read before Stripe is asked: whoever knows more has then written more, and this is overtaken.
    const before = await deps.disputes.stateOf(id)
    const at = await deps.stripe.disputes.retrieve(id)
    const intent = typeof at.payment_intent === 'string' ? at.payment_intent : (at.payment_intent?.id ?? '')
    const payment = await disputedPayment(deps, intent, trace)
    if (!payment) return deps.log('warn', 'a dispute is about a payment that is not here', { dispute: id })
    const own = traceOf(payment, trace)
    const story = { dispute: id, payment: payment.id, order: payment.order, status: at.status, ...traceFields(own) }
    const state = stateOf(at)
    if (!state) return deps.log('warn', 'a bank asks about a payment', story)
    const dispute = read(payment, at, state)
    const posts = posting(disputeMoves(payment, id, moves(at)))
    if (isUndecided(payment)) {
      // What is not paid yet cannot be frozen: that it is has to be told first. The money has moved all the same.
      await deps.payments.save(payment, undefined, own, undefined, ...posts)
      throw new Error(`${payment.order} has yet to decide about the money that is disputed`)
    }
    const kept = await deps.disputes.isKept(payment.id, id)
    const says = tell(before, dispute, kept)
    const ends = state === 'won' && before !== 'won'
    try {
      await deps.payments.save(
        ...([payment, says.length > 0 || ends ? { payment, says } : undefined, own, undefined] as const),
        // The payment's row is locked by now: of two that end at once, one sees the other.
        ...(ends ? [stillKept(dispute, kept)] : []),
        writeDispute(before, dispute),
        ...posts,
      )
      if (says.length === 0) return
      deps.metrics.count('holdfast_disputes_total', 1, { state })
      return deps.log(state === 'won' ? 'info' : 'warn', 'a payment is disputed', { ...story, state })
    } catch (error) {
      if (signalOf(error) !== 'overtaken' || attempt === TRIES) throw error
    }
  }
}
