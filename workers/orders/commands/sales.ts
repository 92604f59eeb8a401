import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import { wordsOf } from '../buyer.ts'
import type { Deps } from '../deps.ts'
import type { Sold, SoldOne, SoldState } from '../store/sales.ts'

export const isOperator = ({ roles }: Person) => roles.includes('operator')

/** Throws `not-found` unless it is the person's own event, or the person runs this installation. */
export const mustSell = async ({ sale }: Pick<Deps, 'sale'>, event: Id<'event'>, person: Person) => {
  const seller = await sale.sellerOf(event)
  if (seller === undefined || (seller !== person.id && !isOperator(person))) throw new Problem('not-found')
}

/** Who decides over an order's money: the event's seller, or an operator; for anybody else it is not there. */
export const findForSeller = async ({ sales }: Pick<Deps, 'sales'>, id: Id<'order'>, person: Person) => {
  const found = await sales.find(id)
  return found && (found.order.event.seller === person.id || isOperator(person)) ? found : undefined
}

/** One sold order, for its seller. */
export const showSale = async (deps: Pick<Deps, 'sales'>, id: Id<'order'>, person: Person): Promise<SoldOne> => {
  const found = await findForSeller(deps, id, person)
  if (!found || found.order.state === 'held' || found.order.state === 'released') throw new Problem('not-found')
  return found
}

export type SalesPage = {
  event: Id<'event'>
  state?: SoldState | undefined
  ticketType?: Id<'ticketType'> | undefined
  /** Part of an order's or a buyer's id, or how words of the buyer's name begin: where both are given, either is enough. */
  part?: string | undefined
  name?: string | undefined
  limit: number
  cursor?: Id<'order'> | undefined
}

/** What a seller has sold for an event, newest first. */
export const listSales = async (
  deps: Pick<Deps, 'sales' | 'sale'>,
  { event, limit, cursor, name, ...filter }: SalesPage,
  person: Person,
): Promise<{ items: Sold[]; nextCursor: Id<'order'> | null }> => {
  await mustSell(deps, event, person)
  const words = name === undefined ? [] : wordsOf(name)
  const found = await deps.sales.list(event, { ...filter, words, limit: limit + 1, before: cursor })
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.order.id ?? null) : null }
}

/** How far an event is paid back; before it is cancelled, what would have to be. */
export const showCancellation = async (deps: Pick<Deps, 'sale'>, event: Id<'event'>, person: Person) => {
  await mustSell(deps, event, person)
  const found = await deps.sale.cancellation(event)
  if (!found) throw new Problem('not-found')
  return found
}
