import { timesHeld } from './asked-again.ts'

type Looked = { state: { data: object | undefined; dataUpdatedAt: number; errorUpdatedAt: number } }

/**
 * When to ask again for what changes by itself, in milliseconds: every `fast` while things move, up to every `slow` while
 * answers keep holding, and every `slow` while the store cannot answer. Everybody looks at another moment: a fifth earlier or
 * later, by the millisecond of their last answer, so that pages that were opened together do not ask together for ever. The
 * same state gives the same time, or every drawing of the page would begin the wait anew.
 */
export const lookAgain =
  (fast: number, slow: number) =>
  ({ state: { data, dataUpdatedAt, errorUpdatedAt } }: Looked): number => {
    const failed = errorUpdatedAt > dataUpdatedAt
    const wait = failed ? slow : Math.min(slow, fast * 1.5 ** timesHeld(data))
    const luck = (Math.max(dataUpdatedAt, errorUpdatedAt) % 1000) / 1000
    return Math.round(wait * (0.8 + 0.4 * luck))
  }
