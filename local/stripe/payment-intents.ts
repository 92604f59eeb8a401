import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { getCharge } from './charges.ts'
import { destinationOf, type Split, settleCharge } from './destination.ts'
import { disputeIfAsked } from './disputes.ts'
import { missing, refused } from './errors.ts'
import { clientSecret, newId } from './ids.ts'
import type { Checkout } from './state.ts'

export const createIntent = (
  account: Account,
  session: Stripe.Checkout.Session,
  checkout: Checkout,
): Stripe.PaymentIntent => {
  const id = newId('pi')
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: checkout.destination?.applicationFee ?? null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: checkout.captureMethod,
    client_secret: clientSecret(id),
    confirmation_method: 'automatic',
    created: account.now(),
    currency: session.currency ?? '',
    customer: null,
    customer_account: null,
    description: checkout.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: { ...checkout.intentMetadata },
    next_action: null,
    on_behalf_of: checkout.destination?.onBehalfOf ?? null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        ...(checkout.cardWaits && { capture_method: 'manual' as const }),
        ...{ installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
      },
    },
    payment_method_types: [...checkout.methods],
    payment_record: null,
    processing: null,
    receipt_email: checkout.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: checkout.statementDescriptor,
    statement_descriptor_suffix: checkout.statementDescriptorSuffix,
    status: 'requires_payment_method',
    transfer_data: checkout.destination && {
      ...(checkout.destination.amount !== null && { amount: checkout.destination.amount }),
      destination: checkout.destination.account,
    },
    transfer_group: checkout.transferGroup,
  }
  account.state.paymentIntents.set(id, intent)
  account.state.sessionOfIntent.set(id, session.id)
  session.payment_intent = id
  account.emit('payment_intent.created', intent)
  return intent
}

export const getIntent = (account: Account, id: string) => {
  const intent = account.state.paymentIntents.get(id)
  if (!intent) throw missing('payment_intent', id, 'intent')
  return intent
}

const unexpected = (intent: Stripe.PaymentIntent, message: string) =>
  refused(message, { code: 'payment_intent_unexpected_state', payment_intent: structuredClone(intent) })

export const latestCharge = (account: Account, intent: Stripe.PaymentIntent) =>
  getCharge(account, String(intent.latest_charge))

export const captureIntent = (
  account: Account,
  id: string,
  asked: number | undefined,
  split: Split = {},
): Stripe.PaymentIntent => {
  const intent = getIntent(account, id)
  if (intent.status === 'succeeded')
    throw unexpected(intent, 'This PaymentIntent could not be captured because it has already been captured.')
  if (intent.status !== 'requires_capture')
    throw unexpected(
      intent,
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only requires_capture may be captured.`,
    )
  const amount = asked ?? intent.amount_capturable
  if (amount > intent.amount_capturable)
    throw refused('The amount to capture is greater than the amount that can be captured.', {
      code: 'amount_too_large',
      param: 'amount_to_capture',
    })
  const destination = destinationOf(account, intent, amount, split)
  const charge = latestCharge(account, intent)
  charge.captured = true
  charge.amount_captured = amount
  // What was authorised and is not taken goes back to the buyer, and the charge shows it as refunded.
  charge.amount_refunded = charge.amount - amount
  intent.status = 'succeeded'
  intent.amount_received = amount
  intent.amount_capturable = 0
  account.state.deadlines.delete(intent.id)
  const session = account.state.sessions.get(account.state.sessionOfIntent.get(intent.id) ?? '')
  if (session) session.payment_status = 'paid'
  if (destination && intent.transfer_data) {
    intent.application_fee_amount = destination.applicationFee
    if (destination.amount !== null) intent.transfer_data.amount = destination.amount
  }
  settleCharge(account, charge, destination)
  account.emit('charge.captured', charge)
  account.emit('payment_intent.succeeded', intent)
  disputeIfAsked(account, charge)
  return intent
}

/** Ends a payment that took no money, and gives an authorisation back. */
export const cancelIntent = (
  account: Account,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
) => {
  const authorised = intent.status === 'requires_capture'
  intent.status = 'canceled'
  intent.amount_capturable = 0
  intent.canceled_at = account.now()
  intent.cancellation_reason = reason
  intent.next_action = null
  account.state.deadlines.delete(intent.id)
  if (authorised) {
    const charge = latestCharge(account, intent)
    charge.refunded = true
    charge.amount_refunded = charge.amount
    account.emit(reason === 'automatic' ? 'charge.expired' : 'charge.refunded', charge)
  }
  account.emit('payment_intent.canceled', intent)
}

export const cancelIntentByApi = (
  account: Account,
  id: string,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent => {
  const intent = getIntent(account, id)
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw unexpected(intent, `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`)
  // Every payment here belongs to a Checkout Session, and its page may be about to use it.
  if (intent.status !== 'requires_capture')
    throw unexpected(
      intent,
      'You cannot cancel this PaymentIntent because it belongs to a Checkout Session. Expire the session instead.',
    )
  cancelIntent(account, intent, reason)
  return intent
}
