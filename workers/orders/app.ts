import { internal } from '#shared/http/internal'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { availabilityRoutes, stockRoutes } from './routes/availability.ts'
import { messageRoutes } from './routes/messages.ts'
import { orderRoutes } from './routes/orders.ts'
import { orders } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  orders
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps) }))
    .route('/api/orders/messages', messageRoutes())
    .route('/api/orders/availability', availabilityRoutes(deps))
    .route('/api/orders/stock', stockRoutes())
    .route('/api/orders', orderRoutes())

export type OrdersApi = ReturnType<typeof createApp>
