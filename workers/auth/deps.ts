import type { JSONWebKeySet } from 'jose'
import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLinks, type Links } from '#shared/links'
import { createLog } from '#shared/log'
import { createMetrics, type Metrics } from '#shared/metrics'
import { type Confirm, createConfirm } from '#shared/postgres/confirm'
import type { Db } from '#shared/postgres/db'
import { createOutbox, type Outbox } from '#shared/postgres/outbox'
import { reachable } from '#shared/postgres/reachable'
import { createAskHeard } from '#shared/qstash/heard'
import { createPublisher } from '#shared/qstash/publish'
import { createIssuer, type Issue, publicKeys } from './access-token.ts'
import type { Config } from './env.ts'
import { type AskLeaked, createLeaked } from './leaked.ts'
import { createLimits, type Limits } from './limits.ts'
import { createPasswords, type Passwords } from './password.ts'
import type { OperatorsNeed } from './proved.ts'
import { createRefreshTokens, type RefreshTokens } from './refresh-token.ts'
import { createSeals, type Seals } from './seals.ts'
import { type AccountStore, accountStore, SCHEMA } from './store/accounts.ts'
import { type KnownStore, knownStore } from './store/known.ts'
import { type LinkStore, linkStore } from './store/links.ts'
import { type PasskeyStore, passkeyStore } from './store/passkeys.ts'
import { type SecondFactorStore, secondFactorStore } from './store/second-factors.ts'
import { type SessionStore, sessionStore } from './store/sessions.ts'
import { createTurns } from './turns.ts'
import { createWebauthn, type Webauthn } from './webauthn.ts'

/** How many passwords one process or isolate hashes at a time, 16 MiB each. */
const HASHES_AT_ONCE = 4

/** All that auth may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  accounts: AccountStore
  sessions: SessionStore
  links: LinkStore
  passkeys: PasskeyStore
  secondFactors: SecondFactorStore
  known: KnownStore
  passwords: Passwords
  askLeaked: AskLeaked
  refreshTokens: RefreshTokens
  linkTokens: Links
  seals: Seals
  webauthn: Webauthn
  issue: Issue
  keys: JSONWebKeySet
  admit: Limits
  /** Whether an account is there at once, or when its address has answered. */
  signUp: 'open' | 'verified'
  /** What a session must have proved to have the role of an operator. */
  operatorsNeed: OperatorsNeed
  outbox: Outbox
  confirm: Confirm
  metrics: Metrics
  keepsAnswers: false
  internalToken: string
}

export const connect = (config: Config, db: Db): Deps => {
  const log = createLog({ service: 'auth' })
  const keys = publicKeys(config.signingKeys)
  const publish = createPublisher(config.qstash)
  const ask = createAskHeard({ destination: config.qstash.destination, token: config.internalToken })
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    // Auth holds the keys: it asks nobody for them, itself included.
    verify: createVerifier({ keys, issuer: config.publicUrl }),
    accounts: accountStore(db),
    sessions: sessionStore(db),
    links: linkStore(db),
    passkeys: passkeyStore(db),
    secondFactors: secondFactorStore(db),
    known: knownStore(db),
    passwords: createPasswords(createTurns({ places: HASHES_AT_ONCE })),
    askLeaked: createLeaked(config.leakedPasswordsUrl),
    refreshTokens: createRefreshTokens(config.refreshKeys[0]),
    linkTokens: createLinks(config.linkSecret),
    seals: createSeals(config.refreshKeys),
    webauthn: createWebauthn(config.publicUrl),
    issue: createIssuer(config.signingKeys[0], config.publicUrl),
    keys,
    admit: createLimits(config.redis, config.triesPerMinute, log),
    signUp: config.signUp,
    operatorsNeed: config.operatorsNeed,
    outbox: createOutbox({ db, schema: SCHEMA, publish, log }),
    confirm: createConfirm({ db, schema: SCHEMA, publish, ask, log }),
    metrics: createMetrics(SCHEMA),
    keepsAnswers: false,
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: SCHEMA, name: 'accounts' }),
  }
}
