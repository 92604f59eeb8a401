import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { listenerRoutes, speakerRoutes } from '#shared/operator/routes'
import { heardRoute } from '#shared/qstash/heard'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { admissionRoutes, passRoutes } from './routes/admissions.ts'
import { availabilityRoutes, stockRoutes } from './routes/availability.ts'
import { cancellationRoutes } from './routes/cancellations.ts'
import { messageRoutes } from './routes/messages.ts'
import { orderRoutes } from './routes/orders.ts'
import { refundRoutes } from './routes/refunds.ts'
import { reportRoutes } from './routes/reports.ts'
import { saleRoutes } from './routes/sales.ts'
import { orders } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  orders
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/orders/operator', speakerRoutes(orders))
    .route('/api/orders/operator', listenerRoutes(orders))
    .route('/api/orders/operator/refunds', refundRoutes())
    .route('/api/orders/messages/heard', heardRoute({ token: deps.internalToken, db: deps.db, schema: deps.schema }))
    .route('/api/orders/messages', messageRoutes())
    .route('/api/orders/availability', availabilityRoutes(deps))
    .route('/api/orders/stock', stockRoutes())
    .route('/api/orders/sales', saleRoutes())
    .route('/api/orders/reports', reportRoutes())
    .route('/api/orders/cancellations', cancellationRoutes())
    .route('/api/orders/events', admissionRoutes())
    .route('/api/orders', passRoutes())
    .route('/api/orders', orderRoutes())

export type OrdersApi = ReturnType<typeof createApp>
