import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { admin } from './postgres.ts'

/**
 * Makes a database of its own in the server behind `superuser`, empty or as `template` is, and returns its connection string.
 * Copied file by file, which costs a fifth of writing ten megabytes to the log.
 */
export const createDatabase = async (
  superuser: string,
  name = `t_${randomBytes(8).toString('hex')}`,
  template = 'template1',
) => {
  await admin(superuser, `create database "${name}" template "${template}" strategy file_copy`)
  const url = new URL(superuser)
  url.pathname = `/${name}`
  return url.toString()
}

/** Drops a database made by `createDatabase`, and whoever is still connected to it. */
export const dropDatabase = async (superuser: string, url: string) => {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  await admin(superuser, `drop database if exists "${name}" with (force)`)
}

/** A copy of what `make` makes of an empty database once a server; whoever comes at the same time waits for the first. */
export const copyOf = async (superuser: string, template: string, make: (database: string) => Promise<unknown>) => {
  const client = new pg.Client({ connectionString: superuser })
  // A server that goes between two questions fails the next one; it must not end who asks.
  client.on('error', () => {})
  await client.connect()
  try {
    // Only until it is there: copies are made side by side.
    await client.query(`select pg_advisory_lock(hashtext('${template}'))`)
    const made = await client.query('select from pg_database where datname = $1', [template])
    if (made.rowCount === 0) {
      await make(await createDatabase(superuser, `${template}_new`))
      await client.query(`alter database ${template}_new rename to ${template}`)
    }
  } finally {
    await client.end()
  }
  return createDatabase(superuser, undefined, template)
}
