import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres, volatileDir } from '../../local/postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser connection string of the run's one PostgreSQL server; `…/postgres`. Make your own database in it. */
    postgres: string
  }
}

/** One real PostgreSQL for the whole run; every suite makes databases of its own in it. */
export default async (project: TestProject) => {
  const dir = await volatileDir()
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
