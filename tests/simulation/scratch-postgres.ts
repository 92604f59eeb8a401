import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '#local/postgres'

/** A PostgreSQL for one script, gone when it is over. */
export const scratchPostgres = async (): Promise<AsyncDisposable & { url: string }> => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-simulation-'))
  // Root lends the server to an unprivileged user, who has to get in.
  await chmod(dir, 0o755)
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
