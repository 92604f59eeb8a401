import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from './database.ts'
import { createSign, type Sign } from './signature.ts'

export type SigningKeys = { current: string; next: string }

const COLUMNS = 'current_key as current, next_key as next'

/** The pair that all replicas sign by. */
export const readKeys = async (sql: Sql): Promise<SigningKeys> => {
  const { rows } = await sql.query<SigningKeys>(`select ${COLUMNS} from courier.signing_key`)
  if (!rows[0]) throw new Error('the courier has no signing keys')
  return rows[0]
}

/** Makes `next` the current one and a new one the next. A receiver that holds the old pair accepts what comes after. */
export const rotateKeys = async (sql: Sql): Promise<SigningKeys> => {
  const { rows } = await sql.query<SigningKeys>(
    `update courier.signing_key set current_key = next_key, next_key = $1 returning ${COLUMNS}`,
    [`sig_${randomBytes(21).toString('base64url')}`],
  )
  if (!rows[0]) throw new Error('the courier has no signing keys')
  return rows[0]
}

export type Keyring = {
  sign: Sign
  /** Takes up what another replica rotated. */
  refresh(): Promise<void>
}

/**
 * Begins with the configured pair. After a rotation the pair in the database counts, until somebody configures another one:
 * what was configured is remembered by its digest.
 */
export const openKeyring = async (sql: Sql, configured: SigningKeys): Promise<Keyring> => {
  const digest = createHash('sha256')
    .update(JSON.stringify([configured.current, configured.next]))
    .digest('hex')
  await sql.query(
    `insert into courier.signing_key as k (only_one, current_key, next_key, configured) values (true, $1, $2, $3)
     on conflict (only_one) do update set current_key = excluded.current_key, next_key = excluded.next_key,
       configured = excluded.configured
     where k.configured <> excluded.configured`,
    [configured.current, configured.next, digest],
  )
  let known = (await readKeys(sql)).current
  let sign = await createSign(known)
  return {
    sign: (url, body) => sign(url, body),
    refresh: async () => {
      const { current } = await readKeys(sql)
      if (current === known) return
      sign = await createSign(current)
      known = current
    },
  }
}
