import type { Id } from '#shared/ids'
import type { EventOnSale } from '#shared/messages/tickets'

// What the hold engine has to come to, in memory and one thing after another: counters and a list, no SQL, no locks.

export const HOLD_MINUTES = 5
const MINUTE_MS = 60_000
const MAX_OPEN = 5
const MAX_LET_GO = 10
/** The states in which an order's tickets are its buyer's, as far as the limit for a person goes. */
const OWNED = ['held', 'confirmed', 'paid']
const HOUR_MS = 60 * MINUTE_MS
const MAX_EXTENSIONS = 10
const EXTENSION_MS = 2 * MINUTE_MS

type TypeId = Id<'ticketType'>

export type Selling = 'open' | 'ended' | 'withdrawn'

export type TypeModel = {
  id: TypeId
  name: string
  price: number
  maxPerOrder: number
  quantity: number
  /** How many units there are: more than the quantity while some that were taken off sale are not free. */
  stocked: number
  selling: Selling
}

export type OrderModel = {
  id: Id<'order'>
  buyer: Id<'account'>
  key: string
  fingerprint: string
  lines: { ticketType: TypeId; quantity: number; price: number }[]
  state: 'held' | 'confirmed' | 'paid' | 'released'
  because: string | null
  payment: Id<'payment'> | null
  expiresAt: number
  closedAt: number
  extensions: number
  /** The messages told so far, the first of which has version 1. */
  told: string[]
}

export type Wanted = {
  order: Id<'order'>
  buyer: Id<'account'>
  key: string
  fingerprint: string
  items: { ticketType: TypeId; quantity: number }[]
}

export type Expected = { outcome: string; ticketType?: TypeId; order?: Id<'order'>; has?: number }

/** What a change comes to: what the caller is told, by the slug of a problem where it is refused. */
export type Told = 'done' | 'nothing' | 'order-closed' | 'extension-refused' | 'payment-required' | 'hold-over'

const bySize = (a: string, b: string) => (a < b ? -1 : 1)

export class Model {
  readonly event: Id<'event'>
  readonly seller: Id<'account'>
  readonly buyers: readonly Id<'account'>[]
  readonly types: readonly TypeModel[]
  readonly orders: OrderModel[] = []
  /** How many tickets one buyer may have in all. */
  maxPerPerson: number | null = null
  now: number

  constructor(
    start: { event: Id<'event'>; seller: Id<'account'>; buyers: Id<'account'>[]; types: TypeModel[] },
    now: number,
  ) {
    this.event = start.event
    this.seller = start.seller
    this.buyers = start.buyers
    this.types = start.types.toSorted((a, b) => bySize(a.id, b.id))
    this.now = now
  }

  hasLapsed = (order: OrderModel) => order.state === 'held' && order.expiresAt <= this.now

  #sum(type: TypeId, which: (order: OrderModel) => boolean) {
    const lines = this.orders.filter(which).flatMap((order) => order.lines)
    return lines.filter((line) => line.ticketType === type).reduce((sum, line) => sum + line.quantity, 0)
  }

  owned = (type: TypeId) => this.#sum(type, (order) => order.state !== 'released')
  free = (type: TypeModel) => type.stocked - this.owned(type.id)

  available = (type: TypeModel) =>
    Math.max(0, this.free(type) + this.#sum(type.id, this.hasLapsed) - Math.max(0, type.stocked - type.quantity))

  type = (id: TypeId) => this.types.find((type) => type.id === id)

  #judge({ buyer, key, fingerprint, items }: Wanted): Expected {
    const before = this.orders.find((order) => order.buyer === buyer && order.key === key)
    if (before) {
      return before.fingerprint === fingerprint ? { outcome: 'replayed', order: before.id } : { outcome: 'key-reused' }
    }
    const shut = items.find((item) => this.type(item.ticketType)?.selling !== 'open')
    if (shut) return { outcome: 'not-on-sale', ticketType: shut.ticketType }
    const large = items.find((item) => item.quantity > (this.type(item.ticketType)?.maxPerOrder ?? 0))
    if (large) return { outcome: 'limit-exceeded', ticketType: large.ticketType }
    return { outcome: 'wanted' }
  }

  /** Whether a buyer has let go of so many holds within an hour that there is none for them now. */
  #isCooling(buyer: Id<'account'> | undefined) {
    const wasLetGo = (order: OrderModel) =>
      this.hasLapsed(order) || order.because === 'expired' || order.because === 'cancelled'
    const moments = this.orders
      .filter((order) => order.buyer === buyer && wasLetGo(order))
      .map(({ closedAt, expiresAt }) => Math.min(closedAt, expiresAt))
      .toSorted((a, b) => b - a)
    return (moments[MAX_LET_GO - 1] ?? Number.NEGATIVE_INFINITY) > this.now - HOUR_MS
  }

  #has(buyer: Id<'account'> | undefined, which: (order: OrderModel) => boolean) {
    const own = this.orders.filter((order) => order.buyer === buyer && OWNED.includes(order.state) && which(order))
    return own.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0)
  }

  /**
   * Whether so many more, and those asked for in the same call, are beyond the limit for a person. Holds that are over do not
   * count; where there may be no room beside them, they end now.
   */
  #beyond({ buyer, items }: Pick<Wanted, 'buyer' | 'items'>, before: number): Expected | undefined {
    const most = this.maxPerPerson
    const wants = items.reduce((sum, { quantity }) => sum + quantity, 0)
    if (most === null || this.#has(buyer, () => true) + before + wants <= most) return undefined
    for (const order of this.orders) if (order.buyer === buyer && this.hasLapsed(order)) this.release(order, 'expired')
    const has = this.#has(buyer, () => true)
    if (has + wants > most) return { outcome: 'limit-per-person', has }
    return has + before + wants > most ? { outcome: 'again' } : undefined
  }

  /** Answers for requests that travel together: who wants one type before who wants several, and else in their order. */
  hold(requests: readonly Wanted[]): Expected[] {
    const judged = requests.map((request) => this.#judge(request))
    const answers = judged.map((answer, n): Expected => {
      if (answer.outcome !== 'wanted') return answer
      const request = requests[n]
      const earlier = requests.slice(0, n)
      if (earlier.some((other) => other.buyer === request?.buyer && other.key === request?.key))
        return { outcome: 'again' }
      const open = this.orders.filter(
        (order) => order.buyer === request?.buyer && order.state === 'held' && !this.hasLapsed(order),
      ).length
      const before = earlier.filter((other, i) => other.buyer === request?.buyer && judged[i]?.outcome === 'wanted')
      if (open + before.length >= MAX_OPEN) return { outcome: 'limit-exceeded' }
      if (this.#isCooling(request?.buyer)) return { outcome: 'cooling-down' }
      const unitsBefore = before.flatMap(({ items }) => items).reduce((sum, { quantity }) => sum + quantity, 0)
      return (request && this.#beyond(request, unitsBefore)) ?? answer
    })

    const left = new Map(this.types.map((type) => [type.id, this.available(type)]))
    const turns = [...requests.entries()].toSorted(([a, x], [b, y]) => {
      return Number(x.items.length > 1) - Number(y.items.length > 1) || a - b
    })
    for (const [n, request] of turns) {
      if (answers[n]?.outcome !== 'wanted') continue
      const items = request.items.toSorted((a, b) => bySize(a.ticketType, b.ticketType))
      const short = items.find((item) => (left.get(item.ticketType) ?? 0) < item.quantity)
      if (short) {
        answers[n] = { outcome: 'sold-out', ticketType: short.ticketType }
        continue
      }
      for (const item of items) left.set(item.ticketType, (left.get(item.ticketType) ?? 0) - item.quantity)
      answers[n] = { outcome: 'held', order: request.order }
      this.orders.push({
        ...{ id: request.order, buyer: request.buyer, key: request.key, fingerprint: request.fingerprint },
        lines: items.map((item) => ({ ...item, price: this.type(item.ticketType)?.price ?? 0 })),
        ...{ state: 'held', because: null, payment: null, extensions: 0, told: ['order.held'] },
        expiresAt: this.now + HOLD_MINUTES * MINUTE_MS,
        closedAt: Number.POSITIVE_INFINITY,
      })
    }
    return answers
  }

  release(order: OrderModel, because: string): Told {
    order.state = 'released'
    order.because = because
    order.closedAt = this.now
    order.told.push('order.released')
    return 'done'
  }

  extend(order: OrderModel): Told {
    if (order.state !== 'held') return 'order-closed'
    if (this.hasLapsed(order) || order.extensions >= MAX_EXTENSIONS) return 'extension-refused'
    order.extensions++
    order.expiresAt += EXTENSION_MS
    order.told.push('order.extended')
    return 'done'
  }

  cancel(order: OrderModel): Told {
    if (order.state === 'released') return 'nothing'
    if (order.state !== 'held') return 'order-closed'
    return this.release(order, this.hasLapsed(order) ? 'expired' : 'cancelled')
  }

  claim(order: OrderModel): Told {
    if (order.state === 'paid') return 'nothing'
    if (order.state !== 'held') return 'order-closed'
    if (this.amount(order) > 0) return 'payment-required'
    if (this.hasLapsed(order)) return 'hold-over'
    order.state = 'paid'
    order.told.push('order.paid')
    return 'done'
  }

  expire = (order: OrderModel): Told => (this.hasLapsed(order) ? this.release(order, 'expired') : 'nothing')

  isLate = (order: OrderModel) => order.state === 'released' && order.because === 'expired'

  /** Whether a hold that has run out could be had again as it was: own units or others, that is the same to the model. */
  #isThere = (order: OrderModel) =>
    order.lines.every((line) => {
      const type = this.type(line.ticketType)
      return type !== undefined && type.selling !== 'withdrawn' && this.available(type) >= line.quantity
    })

  /** Late money gets nothing beyond the limit for a person. */
  #mayBeRetaken(order: OrderModel) {
    if (this.#beyond({ buyer: order.buyer, items: order.lines }, 0)) return false
    return this.#isThere(order)
  }

  confirm(order: OrderModel, payment: Id<'payment'>, amount: number): Told {
    const isRight = amount === this.amount(order)
    if (isRight && (order.state === 'held' || (this.isLate(order) && this.#mayBeRetaken(order)))) {
      order.state = 'confirmed'
      order.because = null
      order.payment = payment
      order.told.push('order.confirmed')
    } else if (order.state === 'held' || order.state === 'released' || order.payment !== payment) {
      order.told.push('order.payment-refused')
    }
    return 'done'
  }

  #decides = (order: OrderModel, payment: Id<'payment'>) => order.state === 'confirmed' && order.payment === payment

  pay(order: OrderModel, payment: Id<'payment'>): Told {
    if (!this.#decides(order, payment)) return 'nothing'
    order.state = 'paid'
    order.told.push('order.paid')
    return 'done'
  }

  fail(order: OrderModel, payment: Id<'payment'>): Told {
    return this.#decides(order, payment) ? this.release(order, 'capture-failed') : 'nothing'
  }

  amount = (order: OrderModel) => order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)

  /** The seller changes how many there are of each type, what may be bought, and how many a person may have. */
  put(changes: readonly { quantity: number; selling: Selling }[], maxPerPerson: number | null = null) {
    this.maxPerPerson = maxPerPerson
    for (const [index, type] of this.types.entries()) {
      const change = changes[index]
      if (!change) continue
      type.selling = change.selling
      // What is withdrawn is not in the message, so its quantity stays as it was.
      if (change.selling === 'withdrawn') continue
      type.quantity = change.quantity
      type.stocked = Math.max(type.quantity, type.stocked - this.free(type))
    }
  }

  /** What tickets would say about the event as it is now. */
  message(): EventOnSale {
    return {
      ...{
        event: this.event,
        seller: this.seller,
        title: 'T',
        venue: 'V',
        city: 'C',
        timeZone: 'UTC',
        currency: 'EUR',
      },
      startsAt: '2040-01-01T00:00:00.000Z',
      holdMinutes: HOLD_MINUTES,
      maxPerPerson: this.maxPerPerson,
      ticketTypes: this.types
        .filter(({ selling }) => selling !== 'withdrawn')
        .map(({ id, name, price, quantity, maxPerOrder, selling }) => ({
          ...{ id, name, price, quantity, maxPerOrder, salesStartAt: null },
          salesEndAt: selling === 'ended' ? '2020-01-01T00:00:00.000Z' : null,
        })),
    }
  }
}
