import type Stripe from 'stripe'
import type * as z from 'zod'
import type { Account } from './account.ts'
import { formatAmount, leastAmount } from './currencies.ts'
import { checkSplit } from './destination.ts'
import { invalid, missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { methodsFor } from './methods.ts'
import { cancelIntent } from './payment-intents.ts'
import { mustTakeTransfers } from './recipients.ts'
import type { sessionCreate } from './session-parameters.ts'
import type { Destination } from './state.ts'

type Create = z.output<typeof sessionCreate>

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

const lineItemOf = (item: Create['line_items'][number], now: number): Stripe.LineItem => {
  const { currency, unit_amount, product_data } = item.price_data
  const amount = unit_amount * item.quantity
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: product_data.name,
    metadata: {},
    price: {
      id: newId('price'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created: now,
      currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: newId('prod'),
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount,
      unit_amount_decimal: null,
    },
    quantity: item.quantity,
  }
}

const totalOf = (items: Stripe.LineItem[]) => {
  const currency = items[0]?.currency ?? ''
  if (items.some((item) => item.currency !== currency))
    throw invalid('All line items must have the same currency.', 'line_items')
  const amount = items.reduce((sum, item) => sum + item.amount_total, 0)
  const least = leastAmount(currency)
  if (amount < least)
    throw invalid(
      `The Checkout Session's total amount must be at least ${formatAmount(least, currency)}.`,
      'line_items',
      'amount_too_small',
    )
  if (amount > 99_999_999) throw invalid('The total amount is too large.', 'line_items', 'amount_too_large')
  return { currency, amount }
}

/** A session lives between 30 minutes and 24 hours; nobody gets a shorter one. */
const expiryOf = (asked: number | undefined, now: number) => {
  const expiresAt = asked ?? now + DAY
  if (expiresAt < now + 30 * MINUTE)
    throw invalid('`expires_at` must be at least 30 minutes from Checkout Session creation.', 'expires_at')
  if (asked !== undefined && expiresAt >= now + DAY)
    throw invalid('`expires_at` must be less than 24 hours from Checkout Session creation.', 'expires_at')
  return expiresAt
}

const DATA = 'payment_intent_data'

/** Where the money shall go on to. Nobody can be sent money who may not take it, and Stripe says so here already. */
const destinationFor = (account: Account, params: Create, total: number): Destination | null => {
  const data = params.payment_intent_data
  const to = data?.transfer_data
  if (!to) {
    if (data?.application_fee_amount !== undefined)
      throw invalid(
        'Can only apply an application_fee_amount with `payment_intent_data[transfer_data][destination]`.',
        `${DATA}[application_fee_amount]`,
      )
    if (data?.on_behalf_of) mustTakeTransfers(account, data.on_behalf_of, `${DATA}[on_behalf_of]`)
    return null
  }
  const destination: Destination = {
    account: to.destination,
    amount: to.amount ?? null,
    applicationFee: data.application_fee_amount ?? null,
    onBehalfOf: data.on_behalf_of ?? null,
  }
  checkSplit(total, destination, DATA)
  mustTakeTransfers(account, to.destination, `${DATA}[transfer_data][destination]`)
  return destination
}

export const createSession = (account: Account, params: Create): Stripe.Checkout.Session => {
  const now = account.now()
  const lineItems = params.line_items.map((item) => lineItemOf(item, now))
  const { amount, currency } = totalOf(lineItems)
  const destination = destinationFor(account, params, amount)
  const methods = methodsFor(params, currency)
  const cardWaits = params.payment_method_options?.card?.capture_method === 'manual'
  const id = newId('cs')
  const intent = params.payment_intent_data
  const session: Stripe.Checkout.Session = {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: params.custom_text?.submit ?? null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    ...(params.excluded_payment_method_types && {
      excluded_payment_method_types: params.excluded_payment_method_types,
    }),
    expires_at: expiryOf(params.expires_at, now),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: params.metadata ?? {},
    mode: 'payment',
    origin_context: null,
    // Made when the buyer first tries to pay, not before.
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { ...(cardWaits && { capture_method: 'manual' }), request_three_d_secure: 'automatic' },
    },
    payment_method_types: [...methods],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${account.publicUrl()}/pay/${id}`,
    wallet_options: null,
  }
  account.state.sessions.set(id, session)
  account.state.checkouts.set(id, {
    lineItems,
    methods,
    cardWaits,
    captureMethod: intent?.capture_method ?? 'automatic',
    intentMetadata: intent?.metadata ?? {},
    description: intent?.description ?? null,
    receiptEmail: intent?.receipt_email ?? null,
    statementDescriptor: intent?.statement_descriptor ?? null,
    statementDescriptorSuffix: intent?.statement_descriptor_suffix ?? null,
    seller: params.branding_settings?.display_name ?? null,
    note: params.custom_text?.submit?.message ?? null,
    buyer: null,
    destination,
    transferGroup: intent?.transfer_group ?? null,
  })
  account.state.deadlines.set(id, session.expires_at)
  return session
}

export const getSession = (account: Account, id: string) => {
  const session = account.state.sessions.get(id)
  if (!session) throw missing('checkout.session', id, 'session')
  return session
}

/** Closes an open session and whatever payment was begun in it. The clock and the API end it the same way. */
export const endSession = (account: Account, session: Stripe.Checkout.Session) => {
  session.status = 'expired'
  session.url = null
  account.state.deadlines.delete(session.id)
  const intent = account.state.paymentIntents.get(String(session.payment_intent))
  if (intent) cancelIntent(account, intent, 'expired')
  account.emit('checkout.session.expired', session)
}

export const expireSession = (account: Account, id: string): Stripe.Checkout.Session => {
  const session = getSession(account, id)
  if (session.status !== 'open')
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This one has a status of ${session.status}.`,
    )
  endSession(account, session)
  return session
}
