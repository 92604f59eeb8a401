import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{shared,workers,selfhost,local,drizzle,tests,scripts}/**/*.test.ts'],
    globalSetup: ['tests/setup/postgres.ts'],
    // Two cores: a third file at once only makes the others wait.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Wrangler asks Cloudflare about the visitor's place at start; there is no internet, and nothing needs the answer.
    env: { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' },
  },
})
