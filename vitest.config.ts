import { fileURLToPath } from 'node:url'
import { lingui } from '@lingui/vite-plugin'
import { defineConfig } from 'vitest/config'

// The house: what can be told from the source alone, in seconds. The world: everything that runs. Long: more of the same, for
// which nobody should wait each time.
const HOUSE = [
  'tests/architecture.test.ts',
  'tests/security/{table,headers}.test.ts',
  'tests/deploy/{workflows,workers,keys}.test.ts',
  'web/src/**/*.test.ts',
  'scripts/**/*.test.ts',
]

const LONG = ['**/*.long.test.ts']

const everythingThatRuns = {
  globalSetup: ['tests/setup/postgres.ts', 'tests/setup/workers.ts'],
  testTimeout: 90_000,
  hookTimeout: 90_000,
  // Wrangler asks Cloudflare about the visitor's place at start; there may be no internet, and nothing needs the answer.
  env: { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' },
}

export default defineConfig({
  test: {
    // Two cores, and stories wait as much as they work: a third file at once fills the pauses of the others.
    maxWorkers: 3,
    reporters: ['default', './tests/setup/last-line.ts'],
    projects: [
      {
        // The pages' words are put in at build time.
        plugins: [lingui({ cwd: fileURLToPath(new URL('web', import.meta.url)), macroTransform: true })],
        test: {
          name: 'house',
          include: HOUSE,
          setupFiles: ['web/src/words/in-english.ts'],
          // Imports JSON as bundlers do, which Node does not.
          server: { deps: { inline: [/@actions\//] } },
        },
      },
      {
        test: {
          name: 'world',
          include: ['{shared,workers,selfhost,local,drizzle,tests}/**/*.test.ts'],
          exclude: [...HOUSE, ...LONG],
          ...everythingThatRuns,
        },
      },
      { test: { name: 'long', include: LONG, ...everythingThatRuns } },
    ],
  },
})
