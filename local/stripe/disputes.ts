import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { getCharge } from './charges.ts'
import { missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { lineAt, post } from './posting.ts'

/** How long the answer to a dispute may take; without one it is lost. */
const ANSWER_SECONDS = 9 * 24 * 60 * 60

/** What a test writes into `uncategorized_text` to have the bank decide at once, as in Stripe's test mode. */
const verdicts: Partial<Record<string, 'won' | 'lost'>> = { winning_evidence: 'won', losing_evidence: 'lost' }

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}

export const evidenceTexts = Object.keys(noEvidence).filter((name) => name !== 'enhanced_evidence')

export const getDispute = ({ state }: Account, id: string) => {
  const dispute = state.disputes.get(id)
  if (!dispute) throw missing('dispute', id, 'dispute')
  return dispute
}

const chargeOf = (account: Account, id: string) => {
  const intent = account.state.paymentIntents.get(id)
  return getCharge(account, intent ? String(intent.latest_charge) : id)
}

/** One line of the dispute: the money goes (with the fee, which never comes back), or comes back when it is won. */
const moveMoney = (account: Account, dispute: Stripe.Dispute, amount: number, fee: number) => {
  const { currency } = dispute
  const [line] = post(account, {
    currency,
    entries: [
      {
        ...{ owner: 'platform', type: 'adjustment', amount, source: dispute.id },
        category: amount < 0 ? 'dispute' : 'dispute_reversal',
        description:
          amount < 0 ? `Chargeback withdrawal for ${dispute.charge}` : `Chargeback reversal for ${dispute.charge}`,
        fees:
          fee > 0 ? [{ amount: fee, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' }] : [],
      },
    ],
    buyers: -amount,
  })
  if (line) dispute.balance_transactions.push(lineAt(line, account.now()))
}

/**
 * The buyer's bank takes the money of a charge back: all that was captured and is not refunded, from the platform, whoever it
 * was sold for; or a part of it, and another part by another dispute. Takes a charge or a payment intent.
 */
export const openDispute = (account: Account, of: string, reason = 'fraudulent', part?: number): Stripe.Dispute => {
  const charge = chargeOf(account, of)
  const others = [...account.state.disputes.values()].filter((other) => other.charge === charge.id)
  const gone = others.reduce((sum, other) => sum + (other.status === 'won' ? 0 : other.amount), charge.amount_refunded)
  const amount = part ?? charge.amount - gone
  if (!charge.captured || charge.status !== 'succeeded' || amount <= 0 || amount > charge.amount - gone)
    throw new Error(`Charge ${charge.id} has nothing (left) that could be disputed`)
  const id = newId('du')
  const dispute: Stripe.Dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...noEvidence },
    evidence_details: {
      due_by: account.now() + ANSWER_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '83',
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '83' },
      type: 'card',
    },
    reason,
    status: 'needs_response',
  }
  account.state.disputes.set(id, dispute)
  charge.disputed = true
  account.state.deadlines.set(id, account.now() + ANSWER_SECONDS)
  account.emit('charge.dispute.created', dispute)
  moveMoney(account, dispute, -amount, account.prices.dispute)
  account.emit('charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** Some test cards ask for their money back as soon as it was captured. */
export const disputeIfAsked = (account: Account, charge: Stripe.Charge) => {
  const reason = account.state.disputable.get(charge.id)
  if (!reason || !charge.captured) return
  account.state.disputable.delete(charge.id)
  openDispute(account, charge.id, reason)
}

export const isOpen = ({ status }: Stripe.Dispute) => status === 'needs_response' || status === 'under_review'

/** The bank decides. A won dispute brings the amount back, and not its fee. */
export const closeDispute = (account: Account, id: string, outcome: 'won' | 'lost') => {
  const dispute = getDispute(account, id)
  if (!isOpen(dispute)) throw new Error(`Dispute ${id} is ${dispute.status} already`)
  dispute.status = outcome
  account.state.deadlines.delete(id)
  if (outcome === 'won') moveMoney(account, dispute, dispute.amount, 0)
  account.emit('charge.dispute.closed', dispute)
  if (outcome === 'won') account.emit('charge.dispute.funds_reinstated', dispute)
  return dispute
}

export type Answer = {
  evidence?: Record<string, string | undefined> | undefined
  metadata?: Record<string, string> | undefined
  submit?: boolean | undefined
}

/** Evidence can be written as often as one likes, and is submitted once (unless `submit` is false). */
export const answerDispute = (account: Account, id: string, { evidence, metadata, submit }: Answer) => {
  const dispute = getDispute(account, id)
  if (evidence && !isOpen(dispute)) throw refused(`Dispute ${id} is closed: no more evidence can be given.`)
  if (evidence && dispute.evidence_details.submission_count > 0)
    throw refused('Evidence for this dispute has already been submitted.')
  Object.assign(dispute.metadata, metadata)
  Object.assign(dispute.evidence, evidence)
  if (evidence) dispute.evidence_details.has_evidence = true
  if (evidence && submit !== false) {
    dispute.evidence_details.submission_count += 1
    dispute.evidence_details.submission_method = 'manual'
    dispute.status = 'under_review'
    account.state.deadlines.delete(id)
  }
  account.emit('charge.dispute.updated', dispute)
  const verdict = verdicts[dispute.evidence.uncategorized_text ?? '']
  if (verdict && dispute.status === 'under_review') closeDispute(account, id, verdict)
  return dispute
}

/** Gives in: the dispute is lost. */
export const acceptDispute = (account: Account, id: string) => {
  const dispute = getDispute(account, id)
  if (!isOpen(dispute)) throw refused(`Dispute ${id} is closed already.`)
  return closeDispute(account, id, 'lost')
}
