import { describe } from 'vitest'
import { authContract } from './auth.ts'
import { gatewayContract } from './gateway.ts'
import { notificationsContract } from './notifications.ts'
import { ordersContract } from './orders.ts'
import { paymentsContract } from './payments.ts'
import type { Part, Place } from './place.ts'
import { ticketsContract } from './tickets.ts'

/** What each part promises, whatever it runs on. A service that is not in here does not compile. */
export const contracts: Record<Part, (place: () => Place) => void> = {
  gateway: gatewayContract,
  auth: authContract,
  tickets: ticketsContract,
  orders: ordersContract,
  payments: paymentsContract,
  notifications: notificationsContract,
}

/** One set of stories, told on workerd through Neon's protocol and on Bun through a pool. */
export const contract = (place: () => Place) => {
  for (const [part, promises] of Object.entries(contracts)) describe(part, () => promises(place))
}
