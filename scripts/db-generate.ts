import { spawnSync } from 'node:child_process'
import { schemas } from '#drizzle/migrate'

// Writes a migration for every service whose tables changed: `bun run db:generate [name-of-the-change]`.

const [name] = process.argv.slice(2)
for (const schema of schemas) {
  const options = ['generate', '--config', `drizzle/${schema}.config.ts`, ...(name ? ['--name', name] : [])]
  const { status } = spawnSync('drizzle-kit', options, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
