import { measure } from '#shared/housekeeping'
import { internal } from '#shared/http/internal'
import { speakerRoutes } from '#shared/operator/routes'
import { sweep } from './commands/sweep.ts'
import type { Deps } from './deps.ts'
import { accountRoutes } from './routes/account.ts'
import { emailRoutes } from './routes/email.ts'
import { enteringRoutes } from './routes/entering.ts'
import { keyRoutes } from './routes/keys.ts'
import { operatorRoutes } from './routes/operator.ts'
import { passkeyRoutes } from './routes/passkeys.ts'
import { passwordRoutes } from './routes/password.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { auth } from './routes/service.ts'
import { sessionRoutes } from './routes/sessions.ts'

export const createApp = (deps: Deps) =>
  auth
    .app(deps)
    .route('/internal', internal({ token: deps.internalToken, sweep: () => sweep(deps), metrics: () => measure(deps) }))
    .route('/api/auth/operator', speakerRoutes(auth))
    .route('/api/auth/operator', operatorRoutes())
    .route('/api/auth/jwks', keyRoutes())
    .route('/api/auth/passkeys', passkeyRoutes())
    .route('/api/auth/second-factor', secondFactorRoutes())
    .route('/api/auth/sessions', sessionRoutes())
    .route('/api/auth/password', passwordRoutes())
    .route('/api/auth/email', emailRoutes())
    .route('/api/auth', enteringRoutes())
    .route('/api/auth', accountRoutes())

export type AuthApi = ReturnType<typeof createApp>
