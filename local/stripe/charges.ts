import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { missing } from './errors.ts'
import { newId } from './ids.ts'
import type { Buyer, Card } from './state.ts'

/** How long a bank keeps an authorisation for a payment the buyer makes online. */
export const AUTHORISATION_SECONDS = 7 * 24 * 60 * 60

export type Refusal = { code: string; declineCode: string | null; message: string }

/** One try at the bank: what was asked, with which card, and what came of it. */
export type Attempt = {
  intent: Stripe.PaymentIntent
  card: Card
  buyer: Buyer
  authenticated: boolean
  refusal: Refusal | null
}

const outcomeOf = (refusal: Refusal | null): Stripe.Charge.Outcome => ({
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

const cardOf = ({ intent, card, authenticated, refusal }: Attempt, now: number) => ({
  amount_authorized: refusal ? null : intent.amount,
  authorization_code: refusal ? null : '123456',
  brand: card.brand,
  // Absent when there is nothing to capture later, as in the real object.
  ...(intent.capture_method === 'manual' && !refusal && { capture_before: now + AUTHORISATION_SECONDS }),
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

export const createCharge = (account: Account, attempt: Attempt): Stripe.Charge => {
  const { intent, buyer, refusal } = attempt
  const now = account.now()
  const captured = !refusal && intent.capture_method !== 'manual'
  const charge: Stripe.Charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: buyer.email, name: buyer.name, phone: null, tax_id: null },
    calculated_statement_descriptor: intent.statement_descriptor ?? 'TEST PAYMENT',
    captured,
    created: now,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: refusal?.code ?? null,
    failure_message: refusal?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(refusal),
    paid: !refusal,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details: { type: 'card', card: cardOf(attempt, now) },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: refusal ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  }
  account.state.charges.set(charge.id, charge)
  return charge
}

export const getCharge = (account: Account, id: string) => {
  const charge = account.state.charges.get(id)
  if (!charge) throw missing('charge', id, 'id')
  return charge
}
