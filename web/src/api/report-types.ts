import type { Currency, Id, Instant } from './types.ts'

export const periods = ['7d', '30d', '90d', 'all'] as const
export type Period = (typeof periods)[number]

/** What was sold in a stretch of time, and what went back in it; minor units. `stretch` counts from 1. */
export type Point = { stretch: number; orders: number; tickets: number; gross: number; refunded: number }

/** `charged`: orders that cost something; `returned`: tickets whose money went back. */
export type CurrencySums = {
  currency: Currency
  orders: number
  charged: number
  tickets: number
  gross: number
  refunded: number
  returned: number
  points: Point[]
}

/** A ticket type of an event, or an event of all; `of`: how many tickets there are. */
export type Part = {
  id: Id<'ticketType'> | Id<'event'>
  name: string
  currency: Currency
  tickets: number
  returned: number
  gross: number
  of: number
}

export type Report = {
  grain: 'day' | 'week' | 'month'
  /** When each stretch of time begins. */
  starts: Instant[]
  currencies: CurrencySums[]
  parts: Part[]
  held: { orders: number; tickets: number; nextEnd: Instant | null }
  beingPaid: { orders: number; tickets: number }
  now: Instant
}

/** How an event sells, in a line. */
export type Glance = { tickets: number; of: number; gross: number; held: number; currency: Currency }
