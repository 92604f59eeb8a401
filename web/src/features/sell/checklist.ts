import type { SellerView } from '../../api/money-types.ts'
import type { EventCounts } from '../../api/types.ts'

export type Task = 'payouts' | 'event' | 'publish' | 'share'
/** What there is to do before the first sale, in the order in which it is done; `isDone` as things really stand. */
export type Todo = { task: Task; isDone: boolean }

type Known = { seller: SellerView; counts: EventCounts; hasShared: boolean; hasSold: boolean }

/** Where this installation pays nobody out by itself, there is nothing to set up. */
export const todosOf = ({ seller, counts, hasShared, hasSold }: Known): Todo[] => {
  const { draft, onSale, past, cancelled } = counts
  const published = onSale + past + cancelled
  return [
    { task: 'event', isDone: draft + published > 0 },
    ...(seller.payouts === 'off' ? [] : [{ task: 'payouts' as const, isDone: seller.payouts === 'enabled' }]),
    { task: 'publish', isDone: published > 0 },
    // Whoever sells has been found, however.
    { task: 'share', isDone: hasShared || hasSold },
  ]
}

export const isAllDone = (todos: readonly Todo[]) => todos.every(({ isDone }) => isDone)
