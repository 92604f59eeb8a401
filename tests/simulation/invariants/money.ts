import type { Books, Invariant } from './books.ts'

const paidOrders = ({ orders }: Books) => orders.filter(({ state, amount }) => state === 'paid' && amount > 0)

const intentsOf = ({ stripe }: Books) =>
  Map.groupBy(stripe.paymentIntents, ({ metadata }) => metadata.order ?? 'nothing')

/** I3: money that was taken belongs to a paid order, its own, once. */
export const nobodyIsChargedForNothing: Invariant = (books) => {
  const orders = new Map(books.orders.map((order) => [order.id, order]))
  return [...intentsOf(books)].flatMap(([id, intents]) => {
    const taken = intents.filter(({ amount_received }) => amount_received > 0)
    const order = orders.get(id)
    if (taken.length === 0) return []
    if (taken.length > 1) return [`${id} was charged ${taken.length} times: ${taken.map((intent) => intent.id)}`]
    return order?.state === 'paid' ? [] : [`${id} was charged ${taken[0]?.amount_received} and is ${order?.state}`]
  })
}

/** I4: who has tickets that cost something has paid exactly that. */
export const nothingIsGivenAway: Invariant = (books) => {
  const intents = intentsOf(books)
  return paidOrders(books).flatMap(({ id, amount, currency }) => {
    const taken = (intents.get(id) ?? []).filter(({ amount_received }) => amount_received > 0)
    const right = taken.some(
      (intent) => intent.amount_received === amount && intent.currency === currency.toLowerCase(),
    )
    return right
      ? []
      : [`${id} is paid, costs ${amount} ${currency}, and was charged ${taken.map((t) => t.amount_received)}`]
  })
}

/** I7: what Stripe has taken is what paid orders cost, by currency; and nobody's money is set aside for nothing. */
export const moneyAddsUp: Invariant = (books) => {
  const due = new Map<string, number>()
  for (const { amount, currency } of paidOrders(books)) {
    due.set(currency.toLowerCase(), (due.get(currency.toLowerCase()) ?? 0) + amount)
  }
  const currencies = new Set([...due.keys(), ...Object.keys(books.stripe.balance)])
  return [...currencies].flatMap((currency) => {
    const { net = 0, authorised = 0 } = books.stripe.balance[currency] ?? {}
    return [
      ...(net === (due.get(currency) ?? 0)
        ? []
        : [`${currency}: Stripe has ${net}, orders are worth ${due.get(currency)}`]),
      ...(authorised === 0 ? [] : [`${currency}: ${authorised} is set aside and neither taken nor given back`]),
    ]
  })
}

/** What we think of a payment is what Stripe thinks of its intent. */
export const ourBooksAreStripes: Invariant = ({ payments, stripe }) => {
  const intents = new Map(stripe.paymentIntents.map((intent) => [intent.id, intent]))
  return payments.flatMap(({ id, state, intent }) => {
    const status = intent === null ? undefined : intents.get(intent)?.status
    const right =
      state === 'captured'
        ? status === 'succeeded'
        : state === 'voided' || state === 'failed'
          ? status === 'canceled'
          : true
    return right ? [] : [`${id} is ${state}, and Stripe has ${intent} as ${status}`]
  })
}
