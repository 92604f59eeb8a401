import { hasLapsed, MAX_EXTENSIONS } from '../order.ts'
import type { Read } from '../store/orders.ts'

/** What a buyer is shown. A lapsed hold is shown as what it is: over, whether or not anybody has tidied up yet. */
export const view = ({ order, now }: Read) => {
  const lapsed = hasLapsed(order, now)
  return {
    id: order.id,
    event: { ...order.event, startsAt: order.event.startsAt.toISOString() },
    items: order.lines.map(({ ticketType, name, quantity, price, seats }) => ({
      ticketType,
      name,
      quantity,
      price: { amount: price, currency: order.total.currency },
      seats: seats ?? null,
    })),
    total: order.total,
    state: lapsed ? ('released' as const) : order.state,
    because: lapsed ? ('expired' as const) : order.state === 'released' ? order.because : null,
    expiresAt: order.expiresAt.toISOString(),
    extensionsLeft: order.state === 'held' && !lapsed ? MAX_EXTENSIONS - order.extensions : 0,
    heldAt: order.heldAt.toISOString(),
    closedAt: 'closedAt' in order ? order.closedAt.toISOString() : lapsed ? order.expiresAt.toISOString() : null,
    version: order.version,
    /** The clock by which all of this was judged; a countdown goes by it. */
    now: now.toISOString(),
  }
}

export type OrderView = ReturnType<typeof view>
