import { sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'
import type { FeeRate } from '../ledger.ts'

const NOTHING: FeeRate = { basisPoints: 0, fixed: 0 }

/** What the operator takes of each order; the last word counts, and who opened a checkout before it keeps the old one. */
export const feeRateStore = (db: Db) => ({
  /** The rate as it is now; nothing, until an operator says otherwise. */
  current: async (): Promise<FeeRate> => {
    const [rate] = await db.rows<FeeRate>(
      sql`select basis_points as "basisPoints", fixed from payments.fee_rates order by position desc limit 1`,
    )
    return rate ?? NOTHING
  },
})

export type FeeRateStore = ReturnType<typeof feeRateStore>
