import type {
  Currency,
  Id,
  Instant,
  Money,
  OrderItem,
  OrderState,
  OrderView,
  PassView,
  RefundView,
  Retaken,
  Seat,
} from './types.ts'

/** A ticket as its seller sees it; `admittedAt` is null while nobody is inside with it. */
export type SoldPass = PassView & { admittedAt: Instant | null }
/** Something a seller sold. */
export type SaleState = 'confirmed' | 'paid' | 'refunded'
export type SaleView = {
  id: Id<'order'>
  state: OrderState
  items: OrderItem[]
  total: Money
  refunded: Money
  refundable: Money
  refunds: RefundView[]
  passes: SoldPass[]
  frozen: boolean
  paidAt: Instant | null
  buyer: Id<'account'>
  /** Null where nobody has told it yet, or the account is gone. */
  buyerName: string | null
  version: number
}
/** The same by itself, with all that has happened to it. */
export type WholeSaleView = SaleView & {
  event: OrderView['event']
  heldAt: Instant
  frozenAt: Instant | null
  retaken: Retaken | null
  buyerGone: boolean
  resends: { at: Instant; by: 'buyer' | 'seller' }[]
}

/** What becomes of the places whose money goes back. */
export type Restock = 'on-sale' | 'withdrawn'
/** Neither `items` nor `amount`: everything that is left. An amount alone: the tickets stay. */
export type RefundInput = {
  items?: ({ ticketType: Id<'ticketType'>; quantity: number } | { ticketType: Id<'ticketType'>; seats: Seat[] })[]
  amount?: number
  restock?: Restock
  reason: string
}

/** How far a cancelled event is with paying people back; before it is cancelled, what that would come to. */
export type Cancellation = {
  event: Id<'event'>
  cancelled: boolean
  /** `disputed`: over these the banks decide. */
  orders: Progress & { disputed: number }
  held: number
  amount: Progress
  now: Instant
}
export type Progress = { toRefund: number; underWay: number; done: number; failed: number }

/** `off`: this installation pays nobody out by itself, and everybody may sell for money. */
export type Payouts = 'off' | 'none' | 'onboarding' | 'enabled' | 'restricted'
export type FeeRate = { basisPoints: number; fixed: number }
export type SellerView = {
  payouts: Payouts
  /** What Stripe still wants to know, in Stripe's words. */
  requirements: string[]
  /** Where Stripe takes them to be; null where they have to say. */
  country: string | null
  fee: FeeRate
  /** The least that can be paid by card, in minor units. */
  currencyLeast: Readonly<Partial<Record<Currency, number>>>
}

/** A seller's money in one currency; minor units, positive in their usual meaning. */
export type CurrencyMoney = {
  currency: Currency
  sales: number
  fees: number
  refunds: number
  feesBack: number
  disputes: number
  onTheWay: number
  paidOut: number
  orders: number
}
export type DisputeState = 'open' | 'won' | 'lost'
export type DisputeView = {
  id: string
  order: Id<'order'>
  amount: number
  currency: Currency
  reason: string
  state: DisputeState
  evidenceDueAt: Instant | null
}
export type SellerMoney = { currencies: CurrencyMoney[]; disputes: DisputeView[]; now: Instant }

/** A line of a seller's ledger; what comes in is positive. */
export type LedgerLine = {
  position: string
  at: Instant
  kind: string
  order: Id<'order'> | null
  amount: number
  currency: Currency
}

/** What an operator sees of a refund that did not get there. */
export type FailedRefund = {
  id: Id<'refund'>
  order: Id<'order'>
  event: Id<'event'>
  amount: Money
  because: 'seller' | 'operator' | 'event-cancelled'
  reason: string
  tickets: number
  attempt: number
  why: string | null
  askedAt: Instant
  changedAt: Instant
}
export type TrialBalance = { account: string; currency: Currency; amount: number }[]
/** Where our ledger and Stripe's books differ; minor units, null where one of them has nothing. */
export type Difference = { key: string; what: string; currency: string; ours: number | null; stripes: number | null }
export type Reconciliation = {
  position: string
  at: Instant
  until: Instant
  compared: number
  differences: Difference[]
  settled: boolean
}
