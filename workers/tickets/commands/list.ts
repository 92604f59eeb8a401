import type { Id } from '#shared/ids'
import { cursorOf, type Position } from '../cursor.ts'
import type { Deps } from '../deps.ts'
import type { Listed, Search, Show, Sort } from '../store/catalogue.ts'

export type Page = { items: Listed[]; nextCursor: string | null }

/** One more than asked for was read: whether it is there says whether there is a next page. */
const page = (found: Listed[], limit: number, position: (last: Listed) => Position): Page => {
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last ? cursorOf(position(last)) : null }
}

/** What is on sale. */
export const listOnSale = async (
  { catalogue }: Pick<Deps, 'catalogue'>,
  { sort, limit, cursor, ...search }: Search & { sort: Sort; limit: number; cursor?: Position | undefined },
): Promise<Page> =>
  page(await catalogue.onSale(search, sort, limit + 1, cursor), limit, ({ id, startsAt, publishedAt }) => ({
    sort,
    at: sort === 'newest' && publishedAt ? publishedAt : startsAt,
    id,
  }))

/** What a seller has made. */
export const listOwn = async (
  { catalogue }: Pick<Deps, 'catalogue'>,
  seller: Id<'account'>,
  { limit, cursor, show }: { limit: number; cursor?: Position | undefined; show?: Show | undefined },
): Promise<Page> =>
  page(await catalogue.ofSeller(seller, limit + 1, cursor, show), limit, ({ id }) => ({ sort: 'own', id }))
