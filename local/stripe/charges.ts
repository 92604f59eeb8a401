import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { missing } from './errors.ts'
import { newId } from './ids.ts'
import type { BankMethod, Buyer, Card, Means } from './state.ts'

/** How long a bank keeps an authorisation for a payment the buyer makes online. */
export const AUTHORISATION_SECONDS = 7 * 24 * 60 * 60

/** `by` says who refused: the bank, or Stripe's own check for fraud before any bank was asked. */
export type Refusal = { code: string; declineCode: string | null; message: string; by?: 'radar' }

/** One try at the bank: what was asked, with which means, and what came of it. */
export type Attempt = {
  intent: Stripe.PaymentIntent
  means: Means
  buyer: Buyer
  authenticated: boolean
  refusal: Refusal | null
}

const blocked: Stripe.Charge.Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'not_sent_to_network',
  reason: 'highest_risk_level',
  risk_level: 'highest',
  risk_score: 92,
  seller_message: 'Stripe blocked this payment as too risky.',
  type: 'blocked',
}

const bankOutcome = (refusal: Refusal | null): Stripe.Charge.Outcome => ({
  advice_code: refusal ? 'try_again_later' : null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: refusal ? 'declined_by_network' : 'approved_by_network',
  reason: refusal ? (refusal.declineCode ?? refusal.code) : null,
  risk_level: 'normal',
  risk_score: 12,
  seller_message: refusal ? 'The bank declined the payment.' : 'Payment complete.',
  type: refusal ? 'issuer_declined' : 'authorized',
})

const outcomeOf = (refusal: Refusal | null) =>
  refusal?.by === 'radar' ? structuredClone(blocked) : bankOutcome(refusal)

/** Whether money paid in this way waits for a capture. */
export const waitsForCapture = (intent: Stripe.PaymentIntent, { type }: Means) =>
  type === 'card' &&
  (intent.capture_method === 'manual' || intent.payment_method_options?.card?.capture_method === 'manual')

const cardOf = ({ intent, means, authenticated, refusal }: Attempt, card: Card, now: number) => ({
  amount_authorized: refusal ? null : intent.amount,
  authorization_code: refusal ? null : '123456',
  brand: card.brand,
  // Absent when there is nothing to capture later, as in the real object.
  ...(waitsForCapture(intent, means) && !refusal && { capture_before: now + AUTHORISATION_SECONDS }),
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'US',
  electronic_commerce_indicator: null,
  exp_month: card.expMonth,
  exp_year: card.expYear,
  fingerprint: `test${card.number.slice(-12)}`,
  funding: 'credit',
  installments: null,
  last4: card.number.slice(-4),
  mandate: null,
  network: card.brand,
  network_transaction_id: null,
  regulated_status: 'unregulated',
  three_d_secure: authenticated
    ? {
        authentication_flow: 'challenge',
        electronic_commerce_indicator: '05',
        exemption_indicator: null,
        result: 'authenticated',
        result_reason: null,
        transaction_id: null,
        version: '2.2.0',
      }
    : null,
  transaction_link_id: null,
  wallet: null,
})

const bankDetails = (type: BankMethod): Stripe.Charge.PaymentMethodDetails => {
  const account = {
    iban_last4: '3201',
    verified_name: null,
    generated_sepa_debit: null,
    generated_sepa_debit_mandate: null,
  }
  switch (type) {
    case 'ideal':
      return { type, ideal: { bank: 'ing', bic: 'INGBNL2A', transaction_id: null, ...account } }
    case 'bancontact':
      return {
        type,
        bancontact: {
          bank_code: 'VAPE',
          bank_name: 'VAN DE PUT & CO',
          bic: 'VAPEBE22',
          preferred_language: 'en',
          ...account,
        },
      }
    case 'sepa_debit':
      return {
        type,
        sepa_debit: {
          bank_code: '19043',
          branch_code: '',
          country: 'AT',
          fingerprint: 'testsepa',
          last4: '3201',
          mandate: null,
        },
      }
  }
}

const blank = (account: Account, amount: number, currency: string): Omit<Stripe.Charge, 'id'> => ({
  object: 'charge',
  amount,
  amount_captured: amount,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  calculated_statement_descriptor: null,
  captured: true,
  created: account.now(),
  currency,
  customer: null,
  description: null,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  metadata: {},
  on_behalf_of: null,
  outcome: null,
  paid: true,
  payment_intent: null,
  payment_method: null,
  payment_method_details: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: 'succeeded',
  transfer_data: null,
  transfer_group: null,
})

/** What a transfer is on the account it goes to: a payment from the platform. */
export const stripeAccountCharge = (account: Account, transfer: Stripe.Transfer, owner: string): Stripe.Charge => {
  const charge: Stripe.Charge = {
    ...blank(account, transfer.amount, transfer.currency),
    id: newId('py'),
    payment_method_details: { type: 'stripe_account', stripe_account: {} },
    source_transfer: transfer.id,
  }
  account.state.charges.set(charge.id, charge)
  account.state.owners.set(charge.id, owner)
  return charge
}

/** The result of one try. A debit is asked for now and its outcome known days later: until then the charge is `pending`. */
export const createCharge = (account: Account, attempt: Attempt): Stripe.Charge => {
  const { intent, buyer, refusal, means } = attempt
  const now = account.now()
  const captured = !refusal && !waitsForCapture(intent, means)
  const isDebit = means.type === 'sepa_debit' && !refusal
  const charge: Stripe.Charge = {
    ...blank(account, intent.amount, intent.currency),
    id: newId(means.type === 'card' ? 'ch' : 'py'),
    amount_captured: captured ? intent.amount : 0,
    application_fee_amount: intent.application_fee_amount,
    billing_details: { address: null, email: buyer.email, name: buyer.name, phone: null, tax_id: null },
    calculated_statement_descriptor: intent.statement_descriptor ?? 'TEST PAYMENT',
    captured,
    description: intent.description,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    metadata: { ...intent.metadata },
    on_behalf_of: intent.on_behalf_of,
    outcome: outcomeOf(refusal),
    paid: !refusal && !isDebit,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details:
      means.type === 'card' ? { type: 'card', card: cardOf(attempt, means.card, now) } : bankDetails(means.type),
    receipt_email: intent.receipt_email,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: refusal ? 'failed' : isDebit ? 'pending' : 'succeeded',
    transfer_data: intent.transfer_data
      ? { amount: intent.transfer_data.amount ?? null, destination: intent.transfer_data.destination }
      : null,
    transfer_group: intent.transfer_group,
  }
  account.state.charges.set(charge.id, charge)
  return charge
}

/** `on`: the connected account it must belong to, or the platform. */
export const getCharge = ({ state }: Account, id: string, on: string | null = null) => {
  const charge = state.charges.get(id)
  if (!charge || (state.owners.get(id) ?? null) !== on) throw missing('charge', id, 'id')
  return charge
}
