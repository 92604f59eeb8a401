import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { listenerRoutes, speakerRoutes } from '#shared/operator/routes'
import { heardRoute } from '#shared/qstash/heard'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { mailRoutes } from './routes/mails.ts'
import { messageRoutes } from './routes/messages.ts'
import { notifications } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  notifications
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/notifications/operator', speakerRoutes(notifications))
    .route('/api/notifications/operator', listenerRoutes(notifications))
    .route('/api/notifications/operator/mails', mailRoutes())
    .route(
      '/api/notifications/messages/heard',
      heardRoute({ token: deps.internalToken, db: deps.db, schema: deps.schema }),
    )
    .route('/api/notifications/messages', messageRoutes())

export type NotificationsApi = ReturnType<typeof createApp>
