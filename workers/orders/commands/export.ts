import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { Read } from '../store/orders.ts'

const PAGE = 200
/** More than anybody has; whoever had more would be given the newest. */
const PAGES = 50

/** Every order somebody ever had, newest first. */
export const exportOrders = async ({ orders }: Pick<Deps, 'orders'>, person: Person): Promise<Read[]> => {
  const all: Read[] = []
  let before: Id<'order'> | undefined
  for (let page = 0; page < PAGES; page++) {
    const found = await orders.list(person.id, PAGE, before)
    all.push(...found)
    before = found.at(-1)?.order.id
    if (found.length < PAGE) break
  }
  return all
}
