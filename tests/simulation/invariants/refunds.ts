import type { Invariant } from './books.ts'

/** No order gives back more than was paid, no ticket twice, and nothing of what was never its own. */
export const nobodyIsPaidBackTwice: Invariant = ({ orders, refunds }) => {
  const of = Map.groupBy(refunds, ({ order }) => order)
  const keys = [...Map.groupBy(refunds, ({ order, key }) => `${order} under ${key}`)]
  return [
    ...orders.flatMap(({ id, state, amount, units }) => {
      const own = of.get(id) ?? []
      const total = own.reduce((sum, one) => sum + one.amount, 0)
      const given = own.flatMap((one) => one.units)
      return [
        ...(total <= amount ? [] : [`${id} cost ${amount} and gives back ${total}`]),
        ...(new Set(given).size === given.length ? [] : [`${id} gives back units twice: ${given}`]),
        ...(given.every((unit) => units.includes(unit)) ? [] : [`${id} gives back ${given}, and had ${units}`]),
        ...(own.length === 0 || state === 'paid' || state === 'refunded' ? [] : [`${id} is ${state} and gives back`]),
      ]
    }),
    ...keys
      .filter(([, same]) => same.length > 1 && same[0]?.key !== null)
      .map(([key, same]) => `${key} was given back ${same.length} times`),
  ]
}

/** A refund that is done was made by Stripe, once and for its amount; any other was not. One that failed is there to be seen. */
export const refundsAreStripes: Invariant = ({ refunds, made, stripe }) => {
  const good = stripe.refunds.filter(({ status }) => status !== 'failed' && status !== 'canceled')
  const by = Map.groupBy(good, ({ metadata }) => metadata?.refund ?? 'nobody')
  const ever = new Set(stripe.refunds.map(({ metadata }) => metadata?.refund))
  const paying = new Map(made.map((one) => [one.id, one]))
  const known = new Set([...refunds, ...made].map(({ id }) => id))
  return [
    ...refunds.flatMap(({ id, order, amount, state, freed }) => {
      const early = freed && amount > 0 && state !== 'settled' && !ever.has(id)
      const amounts = (by.get(id) ?? []).map((one) => one.amount)
      const should = state === 'done' && amount > 0 ? [amount] : []
      const theirs = paying.get(id)?.state ?? 'none'
      const agree =
        amount === 0 || { asked: 'asked', done: 'made', failed: 'failed', settled: 'failed' }[state] === theirs
      return [
        ...(String(amounts) === String(should)
          ? []
          : [`${id} of ${order} is ${state}, and Stripe gave back ${amounts}`]),
        ...(early ? [`${id} of ${order} gave its units free, and no money was ever on its way`] : []),
        ...(agree ? [] : [`${id} of ${order} is ${state} for orders and ${theirs} for payments`]),
      ]
    }),
    ...[...by.keys()].filter((id) => !known.has(id)).map((id) => `Stripe gave back ${id}, which nobody asked for`),
  ]
}

/** An order is refunded when nothing of it is left, and only then. */
export const whatIsLeftIsPaid: Invariant = ({ orders, refunds }) => {
  const of = Map.groupBy(refunds, ({ order }) => order)
  return orders.flatMap(({ id, state, units }) => {
    const freed = new Set((of.get(id) ?? []).flatMap((one) => (one.freed ? one.units : [])))
    const whole = units.every((unit) => freed.has(unit))
    return (state === 'refunded') === whole ? [] : [`${id} is ${state}, and ${freed.size} of ${units} are given back`]
  })
}

/** Nobody gets in with what was given back, or while a bank looks into the payment. */
export const passesAreGoodForWhatIsLeft: Invariant = ({ orders, refunds, shown }) => {
  const of = Map.groupBy(refunds, ({ order }) => order)
  return orders.flatMap(({ id, state, units, frozen }) => {
    const view = shown.get(id)
    if (view === undefined) return []
    const bought = state === 'paid' || state === 'refunded'
    const given = new Set((of.get(id) ?? []).flatMap((one) => one.units)).size
    const should = bought ? [given, frozen ? units.length - given : 0, frozen ? 0 : units.length - given] : [0, 0, 0]
    const are = (['void', 'frozen', 'valid'] as const).map(
      (what) => view.passes.filter((pass) => pass.state === what).length,
    )
    return String(are) === String(should) ? [] : [`${id} is ${state}, and its passes are ${are} instead of ${should}`]
  })
}

/** Frozen is what is disputed at Stripe and not won, and nothing else. */
export const disputedIsFrozen: Invariant = ({ orders, payments, disputes, stripe }) => {
  const own = new Map(payments.map(({ order, intent }) => [intent, order]))
  const against = new Set(
    stripe.disputes.flatMap(({ status, payment_intent: intent }) =>
      status === 'won' ? [] : [own.get(String(intent))],
    ),
  )
  const states = new Map(disputes.map(({ id, state }) => [id, state]))
  return [
    ...orders
      .filter(({ id, state, frozen }) => frozen !== ((state === 'paid' || state === 'refunded') && against.has(id)))
      .map(({ id, state, frozen }) => `${id} is ${state} and ${frozen ? 'frozen' : 'not frozen'}`),
    ...stripe.disputes
      .filter(({ id, status }) => states.get(id) !== (status === 'won' || status === 'lost' ? status : 'open'))
      .map(({ id, status }) => `${id} is ${status} at Stripe and ${states.get(id)} here`),
  ]
}

/** Of an event that does not take place nobody holds anything, and everybody is asked to be paid back whom no bank pays back. */
export const whatIsOffIsPaidBack: Invariant = ({ orders, refunds }) => {
  const of = Map.groupBy(refunds, ({ order }) => order)
  return orders
    .filter(({ off }) => off)
    .flatMap(({ id, state, frozen, units }) => {
      const given = new Set((of.get(id) ?? []).flatMap((one) => one.units)).size
      const waits = state === 'held' || state === 'confirmed' || (state === 'paid' && !frozen && given < units.length)
      return waits ? [`${id} is ${state}, its event is off, and ${given} of ${units} are given back`] : []
    })
}
