import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../../local/postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser connection string of the run's one PostgreSQL server; `…/postgres`. Make your own database in it. */
    postgres: string
  }
}

/** One real PostgreSQL for the whole run; every suite makes databases of its own in it. */
export default async (project: TestProject) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  // Root lends the server to an unprivileged user, who has to get in.
  await chmod(dir, 0o755)
  const server = await startPostgres({
    dir: join(dir, 'data'),
    password: randomBytes(12).toString('hex'),
    volatile: true,
  })
  project.provide('postgres', server.url())
  return async () => {
    await server.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
