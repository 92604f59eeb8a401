import { internal } from '#shared/http/internal'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { accountRoutes } from './routes/account.ts'
import { keyRoutes } from './routes/keys.ts'
import { auth } from './routes/service.ts'

export const createApp = (deps: Deps) =>
  auth
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps) }))
    .route('/api/auth/jwks', keyRoutes())
    .route('/api/auth', accountRoutes())

export type AuthApi = ReturnType<typeof createApp>
