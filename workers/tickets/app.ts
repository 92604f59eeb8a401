import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { listenerRoutes, speakerRoutes } from '#shared/operator/routes'
import { heardRoute } from '#shared/qstash/heard'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { cityRoutes } from './routes/cities.ts'
import { eventRoutes } from './routes/events.ts'
import { messageRoutes } from './routes/messages.ts'
import { ownEventRoutes } from './routes/own-events.ts'
import { pictureRoutes } from './routes/pictures.ts'
import { tickets } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  tickets
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/tickets/operator', speakerRoutes(tickets))
    .route('/api/tickets/operator', listenerRoutes(tickets))
    .route('/api/tickets/messages/heard', heardRoute({ token: deps.internalToken, db: deps.db, schema: deps.schema }))
    .route('/api/tickets/messages', messageRoutes())
    // Before what takes JSON alone, which would answer for everything below it.
    .route('/api/tickets/pictures', pictureRoutes())
    .route('/api/tickets', catalogueRoutes())
    .route('/api/tickets/cities', cityRoutes())
    .route('/api/tickets/my-events', ownEventRoutes())
    .route('/api/tickets/events', eventRoutes())

export type TicketsApi = ReturnType<typeof createApp>
