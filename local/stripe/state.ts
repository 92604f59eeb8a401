import type Stripe from 'stripe'

/** What the buyer typed and may keep when a card is refused. Never the card itself. */
export type Buyer = { email: string; name: string }

/** The card of one attempt, reduced to what the books show and the bank decides by. */
export type Card = { number: string; brand: string; expMonth: number; expYear: number }

/** What a session was created with and does not show in its own view. */
export type Checkout = {
  lineItems: Stripe.LineItem[]
  /** Ways to pay that the page offers, the card first. */
  methods: Method[]
  /** Whether cards wait for a capture although other methods do not. */
  cardWaits: boolean
  captureMethod: 'automatic' | 'automatic_async' | 'manual'
  intentMetadata: Stripe.Metadata
  description: string | null
  receiptEmail: string | null
  statementDescriptor: string | null
  statementDescriptorSuffix: string | null
  seller: string | null
  note: string | null
  buyer: Buyer | null
  /** Where the money goes on to, when it is sold for a connected account. */
  destination: Destination | null
  transferGroup: string | null
}

/** `amount` and `applicationFee` in minor units, of which at most one is given. */
export type Destination = {
  account: string
  amount: number | null
  applicationFee: number | null
  onBehalfOf: string | null
}

/** Where a seller comes back to from the hosted onboarding. `expiresAt` in seconds. */
export type Onboarding = { account: string; refreshUrl: string; returnUrl: string; expiresAt: number; used: boolean }

/** Ways to pay that take the money at once, or only ask for it and hear days later. */
export type BankMethod = 'ideal' | 'bancontact' | 'sepa_debit'
export type Method = 'card' | BankMethod

/** What the buyer pays with. */
export type Means = { type: 'card'; card: Card } | { type: BankMethod }

/** A question of the bank that waits for the buyer. A newer attempt of the same session makes it void. */
export type Challenge = { session: string; intent: string; means: Means; buyer: Buyer }

/** One webhook that has not been accepted yet. */
export type Delivery = { event: string; attempt: number; firstAt: number; dueAt: number; held: boolean }

/** The first answer to an idempotency key. */
export type Answer = { at: number; endpoint: string; params: string; status: number; body: string; requestId: string }

/** Everything that outlives a restart. Maps keep the order of creation, which is what lists are sorted by. */
export type State = {
  sessions: Map<string, Stripe.Checkout.Session>
  checkouts: Map<string, Checkout>
  paymentIntents: Map<string, Stripe.PaymentIntent>
  sessionOfIntent: Map<string, string>
  challenges: Map<string, Challenge>
  charges: Map<string, Stripe.Charge>
  refunds: Map<string, Stripe.Refund>
  accounts: Map<string, Stripe.V2.Core.Account>
  onboardings: Map<string, Onboarding>
  /** What API v2 tells of: whole events; webhooks carry them thin. */
  notifications: Map<string, Stripe.V2.Core.Event>
  transfers: Map<string, Stripe.Transfer>
  reversals: Map<string, Stripe.TransferReversal>
  applicationFees: Map<string, Stripe.ApplicationFee>
  feeRefunds: Map<string, Stripe.FeeRefund>
  /** Charges whose card asks for its money back as soon as it was captured, and why. */
  disputable: Map<string, string>
  disputes: Map<string, Stripe.Dispute>
  payouts: Map<string, Stripe.Payout>
  /** The last day (since 1970) on which something that happens daily was done. */
  days: Map<string, number>
  transactions: Map<string, Stripe.BalanceTransaction>
  /** Objects that belong to a connected account; all others are the platform's. */
  owners: Map<string, string>
  /** Into what the platform's money of a currency is changed when it comes, and at which rate. */
  changes: Map<string, { into: string; rate: number }>
  /** Who has how much: `platform eur`, `acct_… eur`, `buyers eur`, `stripe eur`, `bank:… eur`, `exchange eur`. Sums to 0 per currency. */
  purses: Map<string, number>
  events: Map<string, Stripe.Event>
  /** When (in seconds) an open session or an uncaptured payment lapses. */
  deadlines: Map<string, number>
  deliveries: Map<string, Delivery>
  /** Events whose webhook was given up or swallowed, for `delivery_success=false`. */
  undelivered: Map<string, number>
  answers: Map<string, Answer>
}

export const emptyState = (): State => ({
  sessions: new Map(),
  checkouts: new Map(),
  paymentIntents: new Map(),
  sessionOfIntent: new Map(),
  challenges: new Map(),
  charges: new Map(),
  refunds: new Map(),
  accounts: new Map(),
  onboardings: new Map(),
  notifications: new Map(),
  transfers: new Map(),
  reversals: new Map(),
  applicationFees: new Map(),
  feeRefunds: new Map(),
  disputable: new Map(),
  disputes: new Map(),
  payouts: new Map(),
  days: new Map(),
  transactions: new Map(),
  owners: new Map(),
  changes: new Map(),
  purses: new Map(),
  events: new Map(),
  deadlines: new Map(),
  deliveries: new Map(),
  undelivered: new Map(),
  answers: new Map(),
})

export const saveState = (state: State): string =>
  JSON.stringify(Object.fromEntries(Object.entries(state).map(([name, map]) => [name, [...map]])))

/** Replaces what is in `state` by what was saved. Parts an older save does not know stay empty. */
export const loadState = (state: State, json: string) => {
  const saved: Partial<Record<string, [string, never][]>> = JSON.parse(json)
  for (const [name, map] of Object.entries(state)) {
    map.clear()
    for (const [key, value] of saved[name] ?? []) map.set(key, value)
  }
  // Sessions of a save from before there was more than cards.
  const plain = { methods: ['card' as const], cardWaits: false, destination: null, transferGroup: null }
  for (const [id, checkout] of state.checkouts) state.checkouts.set(id, { ...plain, ...checkout })
}
