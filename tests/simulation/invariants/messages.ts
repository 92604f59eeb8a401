import { deliveries, type MessageType } from '#shared/messages/contracts'
import { transitions as orderTransitions } from '#workers/orders/order'
import { transitions as paymentTransitions } from '#workers/payments/payment'
import type { Invariant } from './books.ts'

// Who writes to people is not simulated: nothing else waits for it.
const listenersOf = (type: string) =>
  new Set(deliveries[type as MessageType].map(({ to }) => to).filter((to) => to !== 'notifications'))

/**
 * I8: everything that was said has left, and everybody it was for has heard it. A reminder to oneself is a hint: once the order
 * has left `held`, nobody misses it.
 */
export const everythingIsHeard: Invariant = ({ said, heard, orders }) => {
  const held = new Set(orders.filter(({ state }) => state === 'held').map(({ id }) => id))
  return said.flatMap(({ id, type, aggregate, published, by }) => {
    const deaf = [...listenersOf(type)].filter((to) => !heard[to]?.has(id) && (to !== by || held.has(aggregate)))
    return [
      ...(published ? [] : [`${by} never published ${type} ${id}`]),
      ...deaf.map((to) => `${to} never heard ${type} ${id} of ${by}`),
    ]
  })
}

/** I6: nobody heard what nobody said, and each aggregate was followed to its last word and no further. */
export const nothingElseIsHeard: Invariant = ({ said, heard, followed }) => {
  const ids = new Set(said.map(({ id }) => id))
  const last = new Map<string, number>()
  for (const { aggregate, version } of said) last.set(aggregate, Math.max(last.get(aggregate) ?? 0, version))
  return [
    ...Object.entries(heard).flatMap(([service, all]) =>
      [...all].filter((id) => !ids.has(id)).map((id) => `${service} heard ${id}, which nobody said`),
    ),
    ...followed
      .filter(({ aggregate, version }) => version !== 0 && version !== last.get(aggregate))
      .map(({ by, aggregate, version }) => `${by} followed ${aggregate} to ${version} of ${last.get(aggregate)}`),
  ]
}

/** I9: versions count an aggregate's messages from 1 without gaps, and the row knows how many there were. */
export const versionsHaveNoGaps: Invariant = ({ said, orders, payments }) => {
  const told = Map.groupBy(said, ({ aggregate }) => aggregate)
  const gaps = [...told].flatMap(([aggregate, messages]) => {
    const versions = messages.map(({ version }) => version).toSorted((a, b) => a - b)
    return versions.every((version, index) => version === index + 1) ? [] : [`${aggregate} told versions ${versions}`]
  })
  const miscounted = [...orders, ...payments].flatMap(({ id, version }) => {
    const count = told.get(id)?.length ?? 0
    return count === version ? [] : [`${id} has version ${version} and told ${count} messages`]
  })
  return [...gaps, ...miscounted]
}

const allowed: { [kind: string]: { [from: string]: readonly string[] } } = {
  orders: orderTransitions,
  payments: paymentTransitions,
}
const beginnings: { [kind: string]: readonly string[] } = { orders: ['held'], payments: ['awaited', 'opening'] }

/** I9: no row ever went a way that is not in its table, and its version never went back. */
export const onlyLegalTransitions: Invariant = ({ moves }) =>
  moves.flatMap(({ kind, id, was, is, versionWas, version }) => {
    const legal = was === null ? beginnings[kind]?.includes(is) : was === is || allowed[kind]?.[was]?.includes(is)
    return [
      ...(legal ? [] : [`${id} went from ${was} to ${is}`]),
      ...(versionWas === null || version >= versionWas
        ? []
        : [`${id} went back from version ${versionWas} to ${version}`]),
    ]
  })
