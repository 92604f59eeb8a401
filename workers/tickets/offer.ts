import { Problem } from '#shared/http/problem'
import { LEAST_CHARGE, type Money } from '#shared/money'
import type { Event, TicketType } from './event.ts'

/** Whether a seller can be paid; `why` not, in words, where somebody said. */
export type Payouts = { enabled: boolean; why: string | null }

const isPaid = ({ price }: Pick<TicketType, 'price'>) => price.amount > 0

/** Whether `after` puts more on sale for money than `before` did, or for other money. */
const offersMore = (after: TicketType, before: TicketType | undefined) =>
  before?.price.amount !== after.price.amount || before.quantity < after.quantity

/**
 * The ticket types that a change puts on sale for money, new or in other terms than they were. What buyers were promised already
 * is none of them: whoever cannot be paid just now can still tell buyers that the doors open later.
 */
export const newlyOffered = (before: Event, after: Event): TicketType[] => {
  if (after.status !== 'published') return []
  const sold = new Map(before.status === 'published' ? before.ticketTypes.map((type) => [type.id, type]) : [])
  return after.ticketTypes.filter((type) => isPaid(type) && offersMore(type, sold.get(type.id)))
}

const least = ({ price: { currency } }: TicketType): Money => ({ amount: LEAST_CHARGE[currency], currency })

const inWords = ({ amount, currency }: Money) => `${(amount / 100).toFixed(2)} ${currency}`

const list = (types: readonly TicketType[]) => types.map(({ name }) => name).join(', ')

const tooCheap = (types: readonly TicketType[]) =>
  new Problem(
    'price-too-low',
    types.map((type) => `${type.name} must cost nothing, or ${inWords(least(type))} at the least`).join('; '),
    { ticketTypes: types.map((type) => ({ id: type.id, name: type.name, least: least(type) })) },
  )

const cannotBePaid = (types: readonly TicketType[], why: string | null) =>
  new Problem(
    'payouts-needed',
    `${why ?? 'You have not set up yet where your money goes'}. What costs nothing can be published without; these cost something: ${list(types)}`,
    { ticketTypes: types.map(({ id, name }) => ({ id, name })) },
  )

/** Throws `price-too-low` and `payouts-needed`, naming the ticket types. */
export const checkOffer = (offered: readonly TicketType[], { enabled, why }: Payouts) => {
  const cheap = offered.filter((type) => type.price.amount < least(type).amount)
  if (cheap.length > 0) throw tooCheap(cheap)
  if (!enabled && offered.length > 0) throw cannotBePaid(offered, why)
}
