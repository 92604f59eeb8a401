import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import * as z from 'zod'
import { type Schema, schemas } from '#drizzle/migrate'
import { root } from './target.ts'

export type Pending = {
  schema: Schema
  /** Names of the migrations the database does not have yet, in order. */
  migrations: string[]
  /** Statements among them that the version running now may not survive. */
  contracting: string[]
  /** Nothing of this schema is there yet, so nothing runs on it. */
  isNew: boolean
}

const Journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) })

// What takes something away from under the version that is still running while the next one is being deployed.
const CONTRACTING =
  /\b(drop\s+(table|column|schema|constraint|function|type|view)|rename\s+(to|column)|alter\s+column\s+\S+\s+(set\s+(data\s+)?(type|not\s+null)|type\b|drop\s+default)|truncate)\b/i

/** The statements of a migration that take something away or make it stricter. */
export const contractingIn = (migration: string): string[] =>
  migration
    .split('--> statement-breakpoint')
    .map((statement) => statement.replaceAll(/--.*$/gm, '').trim())
    .filter((statement) => CONTRACTING.test(statement))

const lastApplied = async (client: pg.Client, schema: Schema) => {
  const table = await client.query(`select to_regclass('${schema}.migrations') as name`)
  if (table.rows[0]?.name === null) return undefined
  // As drizzle's migrator decides: what is younger than the last one applied is pending.
  const { rows } = await client.query<{ at: string | null }>(`select max(created_at) as at from ${schema}.migrations`)
  return Number(rows[0]?.at ?? 0)
}

/** The migrations that a database does not have yet, schema by schema. `databaseUrl` belongs to its owner. */
export const pendingMigrations = async (databaseUrl: string, folder = join(root, 'drizzle')): Promise<Pending[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    const all: Pending[] = []
    for (const schema of schemas) {
      const applied = await lastApplied(client, schema)
      const journal = Journal.parse(JSON.parse(await readFile(join(folder, schema, 'meta/_journal.json'), 'utf8')))
      const migrations = journal.entries.filter(({ when }) => when > (applied ?? 0)).map(({ tag }) => tag)
      const texts = await Promise.all(migrations.map((tag) => readFile(join(folder, schema, `${tag}.sql`), 'utf8')))
      const isNew = applied === undefined
      all.push({ schema, migrations, isNew, contracting: isNew ? [] : texts.flatMap(contractingIn) })
    }
    return all
  } finally {
    await client.end()
  }
}
