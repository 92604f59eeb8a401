import type { Invariant } from './books.ts'

/** I2: what somebody was promised is there, and a key has one order, however often it was used. */
export const noOrderIsLost: Invariant = ({ promised, orders }) => {
  const there = new Map(orders.map((order) => [order.id, order]))
  const lost = promised
    .filter(({ order, account }) => there.get(order)?.buyer !== account)
    .map(({ order, account }) => `${account} was promised ${order}, which is not theirs`)
  const twice = [...Map.groupBy(promised, ({ account, key }) => `${account} ${key}`)].flatMap(([key, all]) => {
    const ids = new Set(all.map(({ order }) => order))
    return ids.size === 1 ? [] : [`${key} was promised ${[...ids]}`]
  })
  return [...lost, ...twice]
}

const OURS = /\b(?:ord|pay)_[0-9a-f]{32}\b/g

/** I12: no buyer was ever shown an order or a payment of somebody else. */
export const nobodySeesAnother: Invariant = ({ replies, orders, payments, sellers }) => {
  const owner = new Map(orders.map(({ id, buyer }) => [id, buyer]))
  for (const { id, order } of payments) owner.set(id, owner.get(order) ?? 'nobody')
  const buyers = replies.filter(({ account }) => !sellers.has(account))
  return buyers.flatMap(({ account, text, method, path, status }) =>
    (text.match(OURS) ?? [])
      .filter((id) => owner.has(id) && owner.get(id) !== account)
      .map((id) => `${account} was shown ${id} of ${owner.get(id)} by ${method} ${path} (${status})`),
  )
}

const AFTER: { [state: string]: readonly string[] } = { paid: ['paid', 'refunded'], refunded: ['refunded'] }

/** I14: who was told that an order is paid is never told anything else of it, but that it was given back; and that stays. */
export const paidStaysPaid: Invariant = ({ told, orders }) => {
  const last = new Map(orders.map(({ id, state }) => [id, state]))
  return told.flatMap(({ order, state: was, toldAt }) => {
    const after = AFTER[was]
    if (!after) return []
    const later = told.find((word) => word.order === order && word.askedAt >= toldAt && !after.includes(word.state))
    const now = last.get(order) ?? 'gone'
    return [
      ...(later ? [`${order} was ${was} at step ${toldAt} and ${later.state} at step ${later.toldAt}`] : []),
      ...(after.includes(now) ? [] : [`${order} was told to be ${was} and is ${now}`]),
    ]
  })
}

/** People are refused, or asked to come back; nobody is ever told that something broke on our side. */
export const nothingBreaks: Invariant = ({ replies }) =>
  replies
    .filter(({ status }) => status === 500)
    .map(({ method, path, text, step }) => `${method} ${path} was answered 500 at step ${step}: ${text}`)
