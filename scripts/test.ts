import { spawnSync } from 'node:child_process'

// What `npm test` runs: first what can be told in seconds, then the pages are built, then everything else. Ends with one
// line, `N passed, N failed`.

const run = (command: string, ...options: string[]) =>
  spawnSync(command, options, {
    stdio: 'inherit',
    env: { ...process.env, FORCE_COLOR: process.env.FORCE_COLOR ?? '0' },
  }).status ?? 1

const steps: [string, ...string[]][] = [
  ['biome', 'ci', '.'],
  ['tsc', '-p', '.'],
  ['node', 'scripts/check-docs.ts'],
  ['node', 'scripts/words.ts', '--check'],
  ['node', 'scripts/openapi.ts', '--check'],
  ['node', 'scripts/licences.ts'],
  ['vite', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
]

for (const [command, ...options] of steps) {
  console.log(`> ${command} ${options.join(' ')}`)
  if (run(command, ...options) === 0) continue
  console.log('0 passed, 1 failed')
  process.exit(1)
}
process.exit(run('vitest', 'run', '--project', 'house', '--project', 'world'))
