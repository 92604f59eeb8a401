import Stripe from 'stripe'
import { traceFields } from '#shared/log'
import type { Saying } from '#shared/messages/contracts'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type RefundMade, refundFailed, refund as refundMoves } from '../movements.ts'
import { type Change, type Payment, returned } from '../payment.ts'
import { posting } from '../store/payments.ts'
import { type Refund, settleRefund } from '../store/refunds.ts'
import { feeRefundKeys } from './settle-fee.ts'
import { isRefusal } from './stripe-calls.ts'

export type RefundDeps = Pick<Deps, 'payments' | 'refunds' | 'stripe' | 'log' | 'metrics'>

const EXPAND = ['charge.application_fee']

/** What Stripe says when it refuses a refund for good, in words for people who have never seen Stripe. */
const refusals: Record<string, string> = {
  charge_already_refunded: 'All of this payment has been given back already',
  charge_disputed: 'The buyer disputes this payment with their bank, which decides about it now',
  charge_exceeds_transaction_limit: 'The amount is more than can be given back at once',
  balance_insufficient: 'There is not enough money on the account at Stripe; fill it up and ask again',
  insufficient_funds: 'There is not enough money on the account at Stripe; fill it up and ask again',
  refund_disputed_payment: 'The buyer disputes this payment with their bank, which decides about it now',
}

/** Why a bank sends money back that was on its way to a buyer. */
const failures: Record<string, string> = {
  lost_or_stolen_card: 'The card was reported lost or stolen',
  expired_or_canceled_card: 'The card has expired or was cancelled',
  charge_for_pending_refund_disputed: 'The buyer disputes this payment with their bank',
  insufficient_funds: 'There was not enough money on the account at Stripe',
  declined: 'The bank declined it',
  merchant_request: 'It was stopped at Stripe',
}

const SHARE_STAYS =
  'The seller’s share could not be taken back, as when their account at Stripe holds too little or is closed: ' +
  'ask again later, or at the installation’s expense'

const codeOf = (error: unknown) => (error instanceof Stripe.errors.StripeError ? error.code : undefined)

const whyRefused = (error: unknown) => refusals[codeOf(error) ?? ''] ?? 'Stripe refused to give this back'

/** What Stripe refuses because of the buyer's charge, whoever would bear it. */
const aboutTheCharge: readonly (string | undefined)[] = [
  ...['charge_already_refunded', 'charge_disputed', 'refund_disputed_payment', 'charge_exceeds_transaction_limit'],
  ...['charge_not_refundable', 'payment_intent_unexpected_state', 'resource_missing'],
]

/** Whether it may well be the seller's share that keeps the money from going back: then it can go without. */
const isAboutShare = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.param !== 'amount' &&
  !aboutTheCharge.includes(error.code)
const whyFailed = ({ failure_reason: reason }: Stripe.Refund) =>
  (reason === undefined ? undefined : failures[reason]) ?? 'The bank sent the money back'

const isFor = ({ id, attempt }: Refund, { metadata }: Stripe.Refund) =>
  metadata?.refund === id && metadata.attempt === String(attempt)

/** The refund that an earlier call made, where its answer never came. */
const findMade = async ({ stripe }: Pick<Deps, 'stripe'>, refund: Refund, intent: string) => {
  for await (const made of stripe.refunds.list({ payment_intent: intent, limit: 100 })) {
    if (isFor(refund, made)) return made
  }
  return undefined
}

/**
 * Under one key Stripe makes one refund, whatever becomes of the answers; but it forgets keys after a day or more. From then
 * on there is another, and by then it is long known whether the first came to anything.
 */
const keyOf = ({ id, attempt, days }: Refund) => `refund:${id}:${attempt}${days === 0 ? '' : `:${days}`}`

/** Whether the seller gives their share back for it, and gets their part of the fee. */
const isShared = (refund: Refund, payment: Payment) =>
  payment.destination !== null && !refund.reversed && !refund.atOwnExpense

const make = async ({ stripe }: Pick<Deps, 'stripe'>, refund: Refund, payment: Payment, intent: string) => {
  const shared = isShared(refund, payment)
  return stripe.refunds.create(
    {
      payment_intent: intent,
      // Of late money it is all there is, also where somebody has given back a part of it by hand.
      ...(refund.because === 'late' ? {} : { amount: refund.amount }),
      ...(shared ? { reverse_transfer: true } : {}),
      // Stripe gives nothing back of a fee that it did not take.
      ...(shared && payment.fee ? { refund_application_fee: true } : {}),
      metadata: {
        ...{ order: refund.order, payment: refund.payment, refund: refund.id, attempt: String(refund.attempt) },
        // The payment's, so that asking again asks in the same words.
        ...(payment.traceparent === null ? {} : { traceparent: payment.traceparent }),
      },
    },
    { idempotencyKey: keyOf(refund) },
  )
}

type Outcome = { refund: Stripe.Refund } | { refused: string } | { taken: string } | 'share-stays'

/** Whether the buyer's bank has taken all of the money back itself, for good: then nothing is left to give back. */
const bankTookIt = async ({ stripe }: Pick<Deps, 'stripe'>, { amount }: Refund, intent: string) => {
  const { data } = await stripe.disputes.list({ payment_intent: intent })
  const lost = data.filter(({ status }) => status === 'lost').reduce((sum, dispute) => sum + dispute.amount, 0)
  return lost >= amount
}

/** Has Stripe make the refund, once, however often this is begun. Throws where there is no knowing yet. */
const makeOnce = async (deps: RefundDeps, refund: Refund, payment: Payment, intent: string): Promise<Outcome> => {
  const made = refund.tried || refund.days > 0 ? await findMade(deps, refund, intent) : undefined
  if (made) return { refund: made }
  try {
    return { refund: await make(deps, refund, payment, intent) }
  } catch (error) {
    // Asked in other words before, or at this very moment by somebody else.
    if (error instanceof Stripe.errors.StripeIdempotencyError) {
      const other = await findMade(deps, refund, intent)
      if (other) return { refund: other }
    }
    if (!isRefusal(error)) {
      await deps.refunds.tried(refund)
      throw error
    }
    if (refund.because === 'late') {
      // Money that nobody wants here has got back to its owner; of an order's own an operator decides.
      if (codeOf(error) === 'charge_already_refunded') return { taken: 'It was given back at Stripe' }
      if (await bankTookIt(deps, refund, intent)) return { taken: 'The buyer’s bank took it back' }
    }
    if (!isShared(refund, payment) || !isAboutShare(error)) return { refused: whyRefused(error) }
    return refund.because === 'late' ? 'share-stays' : { refused: SHARE_STAYS }
  }
}

const failed = (payment: Payment, { id, because }: Refund, why: string): Change | undefined => {
  if (because === 'late') return undefined
  const says: Saying[] = [
    { type: 'payment.refund-failed', data: { payment: payment.id, order: payment.order, refund: id, why } },
  ]
  return { payment, says }
}

const made = (payment: Payment, { id, because, amount, currency, intent }: Refund): Change | undefined => {
  if (because === 'late') return intent === payment.intent ? returned(payment) : undefined
  const data = { payment: payment.id, order: payment.order, refund: id, amount, currency }
  return { payment, says: [{ type: 'payment.refunded', data }] }
}

export const isFailed = ({ status }: Stripe.Refund) => status === 'failed' || status === 'canceled'

/** What moved for a refund, read from Stripe's own books where the seller had a share in it. */
export const movesOf = async (deps: RefundDeps, payment: Payment, at: Stripe.Refund): Promise<RefundMade> => {
  const own = { id: at.id, amount: at.amount, at: new Date(at.created * 1000) }
  if (payment.destination === null) return { ...own, reversed: false, feeBack: 0 }
  const { charge, transfer_reversal } = await deps.stripe.refunds.retrieve(at.id, { expand: EXPAND })
  const reversed = transfer_reversal !== null
  const fee = charge !== null && typeof charge === 'object' ? charge.application_fee : null
  if (
    charge === null ||
    typeof charge !== 'object' ||
    fee === null ||
    typeof fee !== 'object' ||
    fee.amount_refunded === 0
  )
    return { ...own, reversed, feeBack: 0 }
  // Stripe says how much it has given back in all of this charge's fee; the ledger, how much of that is written down.
  const { amount: written } = await deps.refunds.feeBack(await feeRefundKeys(deps.stripe, fee.id, charge.id))
  return { ...own, reversed, feeBack: Math.max(0, fee.amount_refunded - written) }
}

/** Writes down what Stripe says of a refund of ours: that it is on its way, and, at once or days later, that it failed. */
export const settle = async (deps: RefundDeps, refund: Refund, at: Stripe.Refund, trace: Trace) => {
  const payment = await deps.payments.find(refund.payment)
  if (!payment) throw new Error(`refund ${refund.id} is of a payment that is not here`)
  const gone = isFailed(at)
  if (refund.state === 'failed' || (refund.state === 'made' && !gone)) return
  const moves = await movesOf(deps, payment, at)
  const reversed = refund.reversed || moves.reversed
  const posts = [
    ...(refund.state === 'asked' ? refundMoves(payment, moves) : []),
    ...(gone ? [refundFailed(payment, at, new Date())] : []),
  ]
  const why = gone ? whyFailed(at) : null
  const change = gone ? failed(payment, refund, why ?? '') : made(payment, refund)
  await deps.payments.save(
    ...([payment, change, trace, undefined] as const),
    settleRefund(refund, { state: gone ? 'failed' : 'made', stripeRefund: at.id, reversed, why }),
    ...posting(posts),
  )
  note(deps, refund, gone ? 'failed' : 'made', trace, why)
  if (!gone && refund.because === 'late' && refund.atOwnExpense) noteShareKept(deps, refund, trace)
}

const noteShareKept = ({ log }: RefundDeps, { id, payment, order, amount }: Refund, trace: Trace) =>
  log('error', 'late money went back at the installation’s expense', {
    ...{ alert: 'share-kept', refund: id, payment, order, amount, ...traceFields(trace) },
  })

const note = (
  deps: RefundDeps,
  refund: Refund,
  outcome: 'made' | 'failed' | 'refused',
  trace: Trace,
  why: string | null,
) => {
  deps.metrics.count('holdfast_refunds_total', 1, { outcome })
  deps.log(outcome === 'made' ? 'info' : 'error', outcome === 'made' ? 'money is on its way back' : 'a refund failed', {
    ...{ refund: refund.id, payment: refund.payment, order: refund.order, attempt: refund.attempt },
    ...(why === null ? {} : { why }),
    ...traceFields(trace),
  })
}

const refusedFor = async (deps: RefundDeps, refund: Refund, payment: Payment, why: string, trace: Trace) => {
  await deps.payments.save(
    ...([payment, failed(payment, refund, why), trace, undefined] as const),
    settleRefund(refund, { state: 'failed', stripeRefund: null, reversed: refund.reversed, why }),
  )
  note(deps, refund, 'refused', trace, why)
}

const takenBack = async (deps: RefundDeps, refund: Refund, payment: Payment, why: string, trace: Trace) => {
  await deps.payments.save(
    ...([payment, made(payment, refund), trace, undefined] as const),
    settleRefund(refund, { state: 'made', stripeRefund: null, reversed: refund.reversed, why }),
  )
  note(deps, refund, 'made', trace, why)
}

/** Nobody is charged for nothing because a seller has spent the money: the installation pays. */
const bear = async (deps: RefundDeps, refund: Refund, trace: Trace) => {
  const borne = await deps.refunds.bear(refund)
  if (borne) await driveRefund(deps, borne, trace)
}

/** Goes on with a refund that was asked for, wherever it stopped: nothing is paid back twice, and nothing is forgotten. */
export const driveRefund = async (deps: RefundDeps, refund: Refund, trace: Trace): Promise<void> => {
  if (refund.state !== 'asked') return
  const payment = await deps.payments.find(refund.payment)
  const intent = refund.intent ?? payment?.intent
  if (!payment || !intent) throw new Error(`refund ${refund.id} is of a payment that is not here`)
  const outcome = await makeOnce(deps, refund, payment, intent)
  if (outcome === 'share-stays') return bear(deps, refund, trace)
  for (let attempt = 1; ; attempt++) {
    const [now, current] = [await deps.refunds.find(refund.id), await deps.payments.find(payment.id)]
    if (now?.state !== 'asked' || now.attempt !== refund.attempt || !current) return
    try {
      if ('refund' in outcome) return await settle(deps, now, outcome.refund, trace)
      if ('taken' in outcome) return await takenBack(deps, now, current, outcome.taken, trace)
      return await refusedFor(deps, now, current, outcome.refused, trace)
    } catch (error) {
      if (signalOf(error) !== 'overtaken' || attempt === 5) throw error
    }
  }
}
