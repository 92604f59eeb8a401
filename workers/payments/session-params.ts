import type Stripe from 'stripe'
import type { Id } from '#shared/ids'
import type { Money } from '#shared/money'
import type { Payment } from './payment.ts'

/** What Stripe's page shows of an order. */
export type ForSale = {
  id: Id<'order'>
  items: readonly { name: string; quantity: number; price: Money }[]
  event: { title: string }
}

// What can be captured later (https://docs.stripe.com/payments/place-a-hold-on-a-payment-method).
const LATER = { capture_method: 'manual' } as const
const capturedLater: Stripe.Checkout.SessionCreateParams.PaymentMethodOptions = {
  ...{ card: LATER, link: LATER, klarna: LATER, affirm: LATER, afterpay_clearpay: LATER, alma: LATER },
  ...{ amazon_pay: LATER, billie: LATER, cashapp: LATER, mobilepay: LATER, revolut_pay: LATER, satispay: LATER },
}

// Debits, vouchers and transfers: whether there is money is known after days, and no hold lasts as long.
const takingDays = [
  ...[
    'acss_debit',
    'au_becs_debit',
    'bacs_debit',
    'nz_bank_account',
    'payto',
    'sepa_debit',
    'sofort',
    'us_bank_account',
  ],
  ...['boleto', 'konbini', 'multibanco', 'oxxo', 'customer_balance'],
]

/**
 * Which ways to pay there are. `manual`: those that set the amount aside, so that letting go of it costs nobody anything.
 * `all`: those that charge at once as well; an order that has lost its units by then is paid back.
 */
const ways = (methods: 'manual' | 'all'): Stripe.Checkout.SessionCreateParams =>
  methods === 'manual' ? {} : { payment_method_options: capturedLater, excluded_payment_method_types: takingDays }

const share = ({ fee, destination }: Payment): Stripe.Checkout.SessionCreateParams.PaymentIntentData =>
  destination === null
    ? {}
    : {
        transfer_data: { destination },
        // Stripe takes no fee of nothing.
        ...(fee ? { application_fee_amount: fee } : {}),
      }

/** What Stripe is asked for a page to pay on: for the same attempt the same words, whoever asks and however often. */
export const sessionParams = (
  payment: Payment,
  order: ForSale,
  { publicUrl, methods }: { publicUrl: string; methods: 'manual' | 'all' },
): Stripe.Checkout.SessionCreateParams => {
  const metadata = {
    ...{ order: order.id, payment: payment.id },
    // Kept with the payment, so that Stripe is asked in the same words each time; what Stripe tells us carries it back.
    ...(payment.traceparent === null ? {} : { traceparent: payment.traceparent }),
  }
  return {
    mode: 'payment',
    client_reference_id: order.id,
    metadata,
    payment_intent_data: {
      // Taken only once the order has won its units; until then it is set aside, and letting go of it costs nobody anything.
      ...(methods === 'manual' ? { capture_method: 'manual' } : {}),
      ...share(payment),
      metadata,
    },
    ...ways(methods),
    line_items: order.items.map((item) => ({
      quantity: item.quantity,
      price_data: {
        currency: item.price.currency.toLowerCase(),
        unit_amount: item.price.amount,
        product_data: { name: `${order.event.title} – ${item.name}` },
      },
    })),
    expires_at: Math.floor((payment.sessionExpiresAt?.getTime() ?? 0) / 1000),
    // These pages show what is; they decide nothing.
    success_url: `${publicUrl}/orders/${order.id}?paid=1`,
    cancel_url: `${publicUrl}/orders/${order.id}`,
  }
}
