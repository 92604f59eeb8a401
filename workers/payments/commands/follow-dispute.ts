import type Stripe from 'stripe'
import { traceFields } from '#shared/log'
import type { Saying } from '#shared/messages/contracts'
import { Currency } from '#shared/money'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type DisputeMove, dispute as disputeMoves } from '../movements.ts'
import type { Payment } from '../payment.ts'
import { type Dispute, type DisputeState, writeDispute } from '../store/disputes.ts'
import { posting } from '../store/payments.ts'
import { traceOf } from './follow-intent.ts'

type Needs = Pick<Deps, 'payments' | 'disputes' | 'stripe' | 'log' | 'metrics'>

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

/** What is told when a dispute that we knew as `before` is as it is now: whoever hears it hears of its beginning first. */
export const tell = (before: DisputeState | null, dispute: Dispute): Saying[] => {
  if (before === dispute.state) return []
  const begun = before === null && dispute.state !== 'open' ? [say(dispute, 'open')] : []
  return [...begun, say(dispute, dispute.state)]
}

/** Brings a dispute into line with Stripe's as it is now. In which order Stripe told its story does not matter. */
export const followDispute = async (deps: Needs, id: string, trace: Trace): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    // Read before Stripe is asked: whoever knows more has then written more, and this is overtaken.
    const before = await deps.disputes.stateOf(id)
    const at = await deps.stripe.disputes.retrieve(id)
    const intent = typeof at.payment_intent === 'string' ? at.payment_intent : (at.payment_intent?.id ?? '')
    const payment = await deps.payments.findByIntent(intent)
    if (!payment) return deps.log('warn', 'a dispute is about a payment that is not here', { dispute: id })
    const own = traceOf(payment, trace)
    const story = { dispute: id, payment: payment.id, order: payment.order, status: at.status, ...traceFields(own) }
    const state = stateOf(at)
    if (!state) return deps.log('warn', 'a bank asks about a payment', story)
    const dispute = read(payment, at, state)
    const says = tell(before, dispute)
    try {
      await deps.payments.save(
        ...([payment, says.length > 0 ? { payment, says } : undefined, own, undefined] as const),
        writeDispute(before, dispute),
        ...posting(disputeMoves(payment, id, moves(at))),
      )
      if (says.length === 0) return
      deps.metrics.count('holdfast_disputes_total', 1, { state })
      return deps.log(state === 'won' ? 'info' : 'warn', 'a payment is disputed', { ...story, state })
    } catch (error) {
      if (signalOf(error) !== 'overtaken' || attempt === TRIES) throw error
    }
  }
}
