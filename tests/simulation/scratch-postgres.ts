import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres, volatileDir } from '#local/postgres'

/** A PostgreSQL for one script, gone when it is over. */
export const scratchPostgres = async (): Promise<AsyncDisposable & { url: string }> => {
  const dir = await volatileDir()
  const server = await startPostgres({
    ...{ dir: join(dir, 'data'), password: randomBytes(12).toString('hex'), volatile: true },
  })
  return {
    url: server.url(),
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
