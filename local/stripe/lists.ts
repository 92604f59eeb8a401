import type Stripe from 'stripe'
import { missing } from './errors.ts'

type Range = { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined }

export type Page = {
  limit?: number | undefined
  starting_after?: string | undefined
  ending_before?: string | undefined
  created?: number | Range | undefined
}

const isWithin = (at: number, range: number | Range | undefined) =>
  range === undefined ||
  (typeof range === 'number'
    ? at === range
    : at > (range.gt ?? -1) && at >= (range.gte ?? 0) && at < (range.lt ?? Infinity) && at <= (range.lte ?? Infinity))

/** One page of a list, newest first. Page forward with `starting_after`, back with `ending_before`. */
export const pageOf = <Item extends { id: string; created?: number }>(
  all: Iterable<Item>,
  url: string,
  { limit = 10, starting_after, ending_before, created }: Page,
  matches: (item: Item) => boolean = () => true,
): Stripe.ApiList<Item> => {
  const items = [...all].reverse()
  const indexOf = (id: string, param: string) => {
    const index = items.findIndex((item) => item.id === id)
    if (index < 0) throw missing('object', id, param)
    return index
  }
  const from = starting_after === undefined ? 0 : indexOf(starting_after, 'starting_after') + 1
  const to = ending_before === undefined ? items.length : indexOf(ending_before, 'ending_before')
  const found = items.slice(from, to).filter((item) => isWithin(item.created ?? 0, created) && matches(item))
  const data = ending_before === undefined ? found.slice(0, limit) : found.slice(-limit)
  return { object: 'list', data, has_more: found.length > data.length, url }
}
