import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { listenerRoutes, speakerRoutes } from '#shared/operator/routes'
import { heardRoute } from '#shared/qstash/heard'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { checkoutRoutes } from './routes/checkouts.ts'
import { messageRoutes } from './routes/messages.ts'
import { operatorMoneyRoutes } from './routes/operator-money.ts'
import { sellerRoutes } from './routes/seller.ts'
import { sellerMoneyRoutes } from './routes/seller-money.ts'
import { payments } from './routes/service.ts'
import { webhookRoutes } from './routes/webhooks.ts'

export const createApp = (deps: Deps) =>
  payments
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/payments/operator', speakerRoutes(payments))
    .route('/api/payments/operator', listenerRoutes(payments))
    .route('/api/payments/operator', operatorMoneyRoutes())
    .route('/api/payments/messages/heard', heardRoute({ token: deps.internalToken, db: deps.db, schema: deps.schema }))
    .route('/api/payments/messages', messageRoutes())
    .route('/api/payments/webhooks', webhookRoutes())
    .route('/api/payments/checkouts', checkoutRoutes())
    .route('/api/payments/seller', sellerMoneyRoutes())
    .route('/api/payments/seller', sellerRoutes())

export type PaymentsApi = ReturnType<typeof createApp>
