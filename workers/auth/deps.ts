import type { JSONWebKeySet } from 'jose'
import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLog } from '#shared/log'
import type { Db } from '#shared/postgres/db'
import { reachable } from '#shared/postgres/reachable'
import { createIssuer, type Issue, publicKeys } from './access-token.ts'
import type { Config } from './env.ts'
import { createPasswords, type Passwords } from './password.ts'
import { createRefreshTokens, type RefreshTokens } from './refresh-token.ts'
import { type AccountStore, accountStore } from './store/accounts.ts'
import { type SessionStore, sessionStore } from './store/sessions.ts'
import { createTurns } from './turns.ts'

/** How many passwords one process or isolate hashes at a time, 16 MiB each. */
const HASHES_AT_ONCE = 4

/** All that auth may touch. */
export type Deps = ServiceDeps & {
  db: Db
  accounts: AccountStore
  sessions: SessionStore
  passwords: Passwords
  refreshTokens: RefreshTokens
  issue: Issue
  keys: JSONWebKeySet
  internalToken: string
}

export const connect = (config: Config, db: Db): Deps => {
  const keys = publicKeys(config.signingKeys)
  return {
    log: createLog({ service: 'auth' }),
    db,
    publicUrl: config.publicUrl,
    // Auth holds the keys: it asks nobody for them, itself included.
    verify: createVerifier({ keys, issuer: config.publicUrl }),
    accounts: accountStore(db),
    sessions: sessionStore(db),
    passwords: createPasswords(createTurns({ places: HASHES_AT_ONCE })),
    refreshTokens: createRefreshTokens(config.refreshKey),
    issue: createIssuer(config.signingKeys[0], config.publicUrl),
    keys,
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: 'auth', name: 'accounts' }),
  }
}
