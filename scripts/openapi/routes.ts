import type { Hono } from 'hono'
import { type Route, routesOf } from '#shared/http/access'
import type { ServiceName } from '#shared/messages/envelope'
import { createApp as auth } from '#workers/auth/app'
import { createApp as notifications } from '#workers/notifications/app'
import { createApp as orders } from '#workers/orders/app'
import { createApp as payments } from '#workers/payments/app'
import { createApp as tickets } from '#workers/tickets/app'

export type ServiceRoute = Route & { service: ServiceName }

// What a service may touch matters when it answers; its table of routes is there without.
const nothing = {} as never

const apps: Record<ServiceName, () => unknown> = {
  auth: () => auth(nothing),
  tickets: () => tickets(nothing),
  orders: () => orders(nothing),
  payments: () => payments(nothing),
  notifications: () => notifications(nothing),
}

/** Every route of every service behind the gateway, in the order in which services and routes are named. */
export const allRoutes = (): ServiceRoute[] =>
  Object.entries(apps).flatMap(([service, app]) =>
    routesOf(app() as Hono).map((route) => ({ service: service as ServiceName, ...route })),
  )

/** Those that lead through the public door. */
export const publicRoutes = () => allRoutes().filter(({ path }) => path.startsWith('/api/'))
