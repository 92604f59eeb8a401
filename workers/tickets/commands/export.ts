import type { Person } from '#shared/http/session'
import type { Position } from '../cursor.ts'
import type { Deps } from '../deps.ts'
import type { Listed } from '../store/catalogue.ts'

const PAGE = 200
/** More than anybody has; whoever had more would be given the newest. */
const PAGES = 50

/** Every event somebody ever made, drafts included, newest first. */
export const exportEvents = async (
  { catalogue }: Pick<Deps, 'catalogue'>,
  person: Person,
): Promise<{ items: Listed[]; nextCursor: null }> => {
  const items: Listed[] = []
  let after: Position | undefined
  for (let page = 0; page < PAGES; page++) {
    const found = await catalogue.ofSeller(person.id, PAGE, after)
    items.push(...found)
    const last = found.at(-1)
    if (last === undefined || found.length < PAGE) break
    after = { sort: 'own', id: last.id }
  }
  return { items, nextCursor: null }
}
