import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { speakerRoutes } from '#shared/operator/routes'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { eventRoutes } from './routes/events.ts'
import { tickets } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  tickets
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/tickets/operator', speakerRoutes(tickets))
    .route('/api/tickets', catalogueRoutes())
    .route('/api/tickets/events', eventRoutes())

export type TicketsApi = ReturnType<typeof createApp>
