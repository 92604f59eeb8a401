import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { asksForAuthentication, disputeOf, refusalOf } from './cards.ts'
import { type Attempt, AUTHORISATION_SECONDS, createCharge, type Refusal } from './charges.ts'
import { destinationOf, settleCharge } from './destination.ts'
import { disputeIfAsked } from './disputes.ts'
import { Failure } from './errors.ts'
import { newId } from './ids.ts'
import { createIntent, getIntent } from './payment-intents.ts'
import { getSession } from './sessions.ts'
import type { BankMethod, Buyer, Checkout, Destination, Means } from './state.ts'

/** How long a bank takes to answer a debit. */
const DEBIT_SECONDS = 5 * 24 * 60 * 60

/** Where the buyer goes next. */
export type Step =
  | { to: 'store'; url: string }
  | { to: 'challenge'; id: string }
  | { to: 'form' }
  | { to: 'closed'; session: Stripe.Checkout.Session }

const fail = (account: Account, intent: Stripe.PaymentIntent, refusal: Refusal, charge: Stripe.Charge | null): Step => {
  intent.status = 'requires_payment_method'
  intent.next_action = null
  intent.payment_method = null
  intent.last_payment_error = {
    type: charge?.payment_method_details?.type === 'card' ? 'card_error' : 'invalid_request_error',
    code: refusal.code,
    message: refusal.message,
    ...(refusal.declineCode && { decline_code: refusal.declineCode }),
    ...(charge && { charge: charge.id }),
  }
  account.emit('payment_intent.payment_failed', intent)
  return { to: 'form' }
}

const complete = (account: Account, session: Stripe.Checkout.Session, buyer: Buyer) => {
  session.status = 'complete'
  session.url = null
  session.customer_details = {
    address: null,
    business_name: null,
    email: buyer.email,
    individual_name: null,
    name: buyer.name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  }
  account.state.deadlines.delete(session.id)
}

/** Where the money will go, or what Stripe says when it may not go there any more: nothing is asked of the bank then. */
const wayOf = (account: Account, intent: Stripe.PaymentIntent): Destination | null | { refusal: Refusal } => {
  try {
    return destinationOf(account, intent, intent.amount)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code = 'processing_error', message } = error.body
    return { refusal: { code, declineCode: null, message } }
  }
}

const settle = (account: Account, session: Stripe.Checkout.Session, attempt: Attempt): Step => {
  const { intent, buyer, refusal, means } = attempt
  const way = wayOf(account, intent)
  if (way && 'refusal' in way) return fail(account, intent, way.refusal, null)
  const charge = createCharge(account, attempt)
  intent.latest_charge = charge.id
  if (refusal) {
    account.emit('charge.failed', charge)
    return fail(account, intent, refusal, charge)
  }
  intent.payment_method = charge.payment_method
  intent.last_payment_error = null
  intent.next_action = null
  complete(account, session, buyer)
  const store: Step = { to: 'store', url: (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id) }
  if (charge.status === 'pending') {
    intent.status = 'processing'
    account.state.deadlines.set(intent.id, account.now() + DEBIT_SECONDS)
    account.emit('charge.pending', charge)
    account.emit('payment_intent.processing', intent)
    account.emit('checkout.session.completed', session)
    return store
  }
  if (charge.captured) {
    intent.status = 'succeeded'
    intent.amount_received = intent.amount
    session.payment_status = 'paid'
    settleCharge(account, charge, way)
  } else {
    intent.status = 'requires_capture'
    intent.amount_capturable = intent.amount
    account.state.deadlines.set(intent.id, account.now() + AUTHORISATION_SECONDS)
  }
  account.emit('charge.succeeded', charge)
  account.emit(charge.captured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent)
  account.emit('checkout.session.completed', session)
  const reason = means.type === 'card' ? disputeOf(means.card) : null
  if (reason) account.state.disputable.set(charge.id, reason)
  disputeIfAsked(account, charge)
  return store
}

const ask = (account: Account, id: string, means: Means, buyer: Buyer, intent: Stripe.PaymentIntent) => {
  const challenge = newId('3ds')
  for (const [older, { session }] of account.state.challenges)
    if (session === id) account.state.challenges.delete(older)
  account.state.challenges.set(challenge, { session: id, intent: intent.id, means, buyer })
  intent.status = 'requires_action'
  intent.last_payment_error = null
  intent.next_action = {
    type: 'redirect_to_url',
    redirect_to_url: { url: `${account.publicUrl()}/3ds/${challenge}`, return_url: null },
  }
  account.emit('payment_intent.requires_action', intent)
  return { to: 'challenge', id: challenge } satisfies Step
}

/** The buyer presses a button on the hosted page. */
export const pay = (
  account: Account,
  session: Stripe.Checkout.Session,
  checkout: Checkout,
  means: Means,
  buyer: Buyer,
): Step => {
  if (session.status !== 'open') return { to: 'closed', session }
  checkout.buyer = buyer
  const intent =
    session.payment_intent === null
      ? createIntent(account, session, checkout)
      : getIntent(account, String(session.payment_intent))
  return means.type !== 'card' || asksForAuthentication(means.card)
    ? ask(account, session.id, means, buyer, intent)
    : settle(account, session, { intent, means, buyer, authenticated: false, refusal: refusalOf(means.card) })
}

const unauthenticated: Refusal = {
  code: 'payment_intent_authentication_failure',
  declineCode: null,
  message: 'The authentication failed, so nothing was paid. Try again, or use another card.',
}

const bankSaidNo = (type: BankMethod): Refusal => ({
  code: type === 'sepa_debit' ? 'payment_method_not_available' : 'payment_intent_payment_attempt_failed',
  declineCode: null,
  message: 'The payment was not confirmed at the bank, so nothing was paid.',
})

/** The buyer answers the bank's question. Null when it is not waiting any more, and then nothing happens. */
export const answerChallenge = (account: Account, id: string, confirmed: boolean): Step | null => {
  const challenge = account.state.challenges.get(id)
  if (!challenge) return null
  account.state.challenges.delete(id)
  const session = getSession(account, challenge.session)
  if (session.status !== 'open') return { to: 'closed', session }
  const intent = getIntent(account, challenge.intent)
  if (intent.status !== 'requires_action') return { to: 'form' }
  const { means, buyer } = challenge
  if (means.type === 'card' && !confirmed) return fail(account, intent, unauthenticated, null)
  const refusal = means.type === 'card' ? refusalOf(means.card) : confirmed ? null : bankSaidNo(means.type)
  return settle(account, session, { intent, means, buyer, authenticated: true, refusal })
}

/** The bank answers a debit, days after the buyer left: the money comes, or it does not. */
export const answerDebit = (account: Account, id: string, arrives: boolean) => {
  const intent = getIntent(account, id)
  if (intent.status !== 'processing') throw new Error(`Payment ${id} is ${intent.status}, and waits for no bank`)
  const charge = account.state.charges.get(String(intent.latest_charge))
  const session = getSession(account, account.state.sessionOfIntent.get(id) ?? '')
  if (!charge) throw new Error(`Payment ${id} has no charge`)
  account.state.deadlines.delete(id)
  const way = arrives ? wayOf(account, intent) : null
  if (!arrives || (way && 'refusal' in way)) {
    const refusal =
      way && 'refusal' in way
        ? way.refusal
        : { code: 'payment_intent_payment_attempt_failed', declineCode: null, message: 'The bank refused the debit.' }
    charge.status = 'failed'
    charge.captured = false
    charge.amount_captured = 0
    charge.failure_code = refusal.code
    charge.failure_message = refusal.message
    account.emit('charge.failed', charge)
    fail(account, intent, refusal, charge)
    account.emit('checkout.session.async_payment_failed', session)
    return
  }
  charge.status = 'succeeded'
  charge.paid = true
  intent.status = 'succeeded'
  intent.amount_received = intent.amount
  session.payment_status = 'paid'
  settleCharge(account, charge, way)
  account.emit('charge.succeeded', charge)
  account.emit('payment_intent.succeeded', intent)
  account.emit('checkout.session.async_payment_succeeded', session)
}
