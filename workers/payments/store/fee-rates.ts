import { sql } from 'drizzle-orm'
import type { Person } from '#shared/http/session'
import type { Db } from '#shared/postgres/db'
import { noteActions } from '#shared/postgres/operator-actions'
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

  /** A new rate, from now on, with who set it and why. */
  set: async (rate: FeeRate, operator: Person, reason: string) => {
    const action = {
      action: 'set-fee',
      letter: `${rate.basisPoints}/${rate.fixed}`,
      message: null,
      type: null,
      reason,
    } as const
    await db.batch((q) => [
      q.execute(sql`
        insert into payments.fee_rates (basis_points, fixed, operator)
        values (${rate.basisPoints}, ${rate.fixed}, ${operator.id})`),
      noteActions('payments', operator, [action])(q),
    ])
  },
})

export type FeeRateStore = ReturnType<typeof feeRateStore>
