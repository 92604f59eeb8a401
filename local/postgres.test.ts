import { expect, inject, test } from 'vitest'
import { createDatabase, dropDatabase } from './database.ts'
import { admin } from './postgres.ts'

test('a suite gets a database of its own on a real PostgreSQL 18', async () => {
  const url = await createDatabase(inject('postgres'))
  const [row] = await admin<{ version: string }>(url, 'show server_version')
  expect(Object.values(row ?? {})[0]).toMatch(/^18\./)
  await dropDatabase(inject('postgres'), url)
  await expect(admin(url, 'select 1')).rejects.toThrow(/does not exist/)
})
