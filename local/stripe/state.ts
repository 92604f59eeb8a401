import type Stripe from 'stripe'

/** What the buyer typed and may keep when a card is refused. Never the card itself. */
export type Buyer = { email: string; name: string }

/** The card of one attempt, reduced to what the books show and the bank decides by. */
export type Card = { number: string; brand: string; expMonth: number; expYear: number }

/** What a session was created with and does not show in its own view. */
export type Checkout = {
  lineItems: Stripe.LineItem[]
  captureMethod: 'automatic' | 'automatic_async' | 'manual'
  intentMetadata: Stripe.Metadata
  description: string | null
  receiptEmail: string | null
  statementDescriptor: string | null
  statementDescriptorSuffix: string | null
  seller: string | null
  note: string | null
  buyer: Buyer | null
}

/** An authentication that waits for the buyer. A newer attempt of the same session makes it void. */
export type Challenge = { session: string; intent: string; card: Card; buyer: Buyer }

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
}
