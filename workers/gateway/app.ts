import type { Deps } from './deps.ts'
import { apiRoutes, gateway } from './routes/api.ts'

export const createApp = (deps: Deps) => gateway.app(deps).route('/api', apiRoutes())
