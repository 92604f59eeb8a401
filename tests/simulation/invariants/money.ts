import type { Books, Invariant, OrderRow } from './books.ts'

const isBought = ({ state }: OrderRow) => state === 'paid' || state === 'refunded'
const boughtOrders = ({ orders }: Books) => orders.filter((order) => isBought(order) && order.amount > 0)

const intentsOf = ({ stripe }: Books) =>
  Map.groupBy(stripe.paymentIntents, ({ metadata }) => metadata.order ?? 'nothing')

/** Refunds that Stripe has made and no bank sent back. */
const wentBack = ({ stripe }: Books) =>
  stripe.refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')

const sum = (amounts: readonly { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0)

/** I3: money that was taken belongs to an order that was paid, its own, once; any other went back in full. */
export const nobodyIsChargedForNothing: Invariant = (books) => {
  const orders = new Map(books.orders.map((order) => [order.id, order]))
  const own = new Map(books.payments.map(({ order, intent }) => [order, intent]))
  const back = Map.groupBy(wentBack(books), ({ payment_intent: intent }) => String(intent))
  // What a bank has taken back itself does not lie with us either.
  const lost = new Set(
    books.stripe.disputes.flatMap((one) => (one.status === 'lost' ? [String(one.payment_intent)] : [])),
  )
  return [...intentsOf(books)].flatMap(([id, intents]) => {
    const order = orders.get(id)
    const kept = intents.filter(
      (intent) => intent.amount_received > sum(back.get(intent.id) ?? []) && !lost.has(intent.id),
    )
    const wrong = kept.filter((intent) => !order || !isBought(order) || own.get(id) !== intent.id)
    return wrong.map((intent) => `${id} is ${order?.state}, and ${intent.id} took ${intent.amount_received} for it`)
  })
}

/** I3: what was only set aside is taken when the order has won, and so never paid back because it came too late. */
export const nothingIsTakenTooEarly: Invariant = ({ made, stripe }) => {
  const late = new Set(made.flatMap(({ because, intent }) => (because === 'late' ? [intent] : [])))
  const waits = new Set(
    stripe.charges.flatMap((one) => (one.payment_method_details?.type === 'card' ? [one.payment_intent] : [])),
  )
  return [...late]
    .filter((intent) => waits.has(intent))
    .map((intent) => `${intent} was taken before it was known for what`)
}

/** I4: who has tickets that cost something has paid exactly that, once. */
export const nothingIsGivenAway: Invariant = (books) => {
  const intents = new Map(books.stripe.paymentIntents.map((intent) => [intent.id, intent]))
  const own = new Map(books.payments.map(({ order, intent }) => [order, intent]))
  return boughtOrders(books).flatMap(({ id, state, amount, currency }) => {
    const taken = intents.get(own.get(id) ?? '')
    return taken?.amount_received === amount && taken.currency === currency.toLowerCase()
      ? []
      : [`${id} is ${state}, costs ${amount} ${currency}, and was charged ${taken?.amount_received}`]
  })
}

/** I7: what Stripe has is what bought orders cost, less what they gave back; and nobody's money is set aside for nothing. */
export const moneyAddsUp: Invariant = (books) => {
  const due = new Map<string, number>()
  const add = (currency: string, amount: number) =>
    due.set(currency.toLowerCase(), (due.get(currency.toLowerCase()) ?? 0) + amount)
  const currencies = new Map(books.orders.map(({ id, currency }) => [id, currency]))
  for (const { amount, currency } of boughtOrders(books)) add(currency, amount)
  for (const { order, amount, state } of books.refunds)
    if (state === 'done') add(currencies.get(order) ?? 'none', -amount)
  // Money that came too late, and that the buyer's bank took back before we could give it back.
  const own = new Set(books.payments.map(({ intent }) => intent))
  const bought = new Set(books.orders.filter(isBought).map(({ id }) => id))
  for (const { status, payment_intent: intent, amount, currency } of books.stripe.disputes) {
    const of = books.payments.find((payment) => payment.intent === intent)
    if (status === 'lost' && !(of && own.has(String(intent)) && bought.has(of.order))) add(currency, amount)
  }
  return [...new Set([...due.keys(), ...Object.keys(books.stripe.balance)])].flatMap((currency) => {
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
      state === 'captured' || state === 'returned'
        ? status === 'succeeded'
        : state === 'voided' || state === 'failed'
          ? status === 'canceled'
          : true
    return right ? [] : [`${id} is ${state}, and Stripe has ${intent} as ${status}`]
  })
}
