import type pg from 'pg'
import type { Log } from './delivery.ts'
import type { Keyring } from './keys.ts'
import type { Metrics } from './metrics.ts'

export type AppDeps = {
  pool: pg.Pool
  token: string
  keyring: Keyring
  allow: readonly string[]
  /** Deliveries that one replica has out at the same time. */
  atOnce: number
  metrics: Metrics
  wake(): void
  log: Log
}
