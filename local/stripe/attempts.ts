import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { asksForAuthentication, refusalOf } from './cards.ts'
import { type Attempt, AUTHORISATION_SECONDS, createCharge, type Refusal } from './charges.ts'
import { newId } from './ids.ts'
import { createIntent, getIntent } from './payment-intents.ts'
import { getSession } from './sessions.ts'
import type { Buyer, Card, Checkout } from './state.ts'

/** Where the buyer goes next. */
export type Step =
  | { to: 'store'; url: string }
  | { to: 'challenge'; id: string }
  | { to: 'form' }
  | { to: 'closed'; session: Stripe.Checkout.Session }

const fail = (account: Account, intent: Stripe.PaymentIntent, refusal: Refusal, charge: string | null): Step => {
  intent.status = 'requires_payment_method'
  intent.next_action = null
  intent.payment_method = null
  intent.last_payment_error = {
    type: charge ? 'card_error' : 'invalid_request_error',
    code: refusal.code,
    message: refusal.message,
    ...(refusal.declineCode && { decline_code: refusal.declineCode }),
    ...(charge && { charge }),
  }
  account.emit('payment_intent.payment_failed', intent)
  return { to: 'form' }
}

const settle = (account: Account, session: Stripe.Checkout.Session, attempt: Attempt): Step => {
  const { intent, buyer, refusal } = attempt
  const charge = createCharge(account, attempt)
  intent.latest_charge = charge.id
  if (refusal) {
    account.emit('charge.failed', charge)
    return fail(account, intent, refusal, charge.id)
  }
  intent.payment_method = charge.payment_method
  intent.last_payment_error = null
  intent.next_action = null
  if (charge.captured) {
    intent.status = 'succeeded'
    intent.amount_received = intent.amount
    session.payment_status = 'paid'
  } else {
    intent.status = 'requires_capture'
    intent.amount_capturable = intent.amount
    account.state.deadlines.set(intent.id, account.now() + AUTHORISATION_SECONDS)
  }
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
  account.emit('charge.succeeded', charge)
  account.emit(charge.captured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent)
  account.emit('checkout.session.completed', session)
  return { to: 'store', url: (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id) }
}

const askForAuthentication = (account: Account, id: string, card: Card, buyer: Buyer, intent: Stripe.PaymentIntent) => {
  const challenge = newId('3ds')
  for (const [older, { session }] of account.state.challenges)
    if (session === id) account.state.challenges.delete(older)
  account.state.challenges.set(challenge, { session: id, intent: intent.id, card, buyer })
  intent.status = 'requires_action'
  intent.last_payment_error = null
  intent.next_action = {
    type: 'redirect_to_url',
    redirect_to_url: { url: `${account.publicUrl()}/3ds/${challenge}`, return_url: null },
  }
  account.emit('payment_intent.requires_action', intent)
  return { to: 'challenge', id: challenge } satisfies Step
}

/** The buyer presses the button on the hosted page. */
export const pay = (
  account: Account,
  session: Stripe.Checkout.Session,
  checkout: Checkout,
  card: Card,
  buyer: Buyer,
): Step => {
  if (session.status !== 'open') return { to: 'closed', session }
  checkout.buyer = buyer
  const intent =
    session.payment_intent === null
      ? createIntent(account, session, checkout)
      : getIntent(account, String(session.payment_intent))
  return asksForAuthentication(card)
    ? askForAuthentication(account, session.id, card, buyer, intent)
    : settle(account, session, { intent, card, buyer, authenticated: false, refusal: refusalOf(card) })
}

/** The buyer answers the bank's question. Null when it is not waiting any more, and then nothing happens. */
export const answerChallenge = (account: Account, id: string, authenticated: boolean): Step | null => {
  const challenge = account.state.challenges.get(id)
  if (!challenge) return null
  account.state.challenges.delete(id)
  const session = getSession(account, challenge.session)
  if (session.status !== 'open') return { to: 'closed', session }
  const intent = getIntent(account, challenge.intent)
  if (intent.status !== 'requires_action') return { to: 'form' }
  const { card, buyer } = challenge
  if (authenticated) return settle(account, session, { intent, card, buyer, authenticated, refusal: refusalOf(card) })
  return fail(
    account,
    intent,
    {
      code: 'payment_intent_authentication_failure',
      declineCode: null,
      message: 'The authentication failed, so nothing was paid. Try again, or use another card.',
    },
    null,
  )
}
