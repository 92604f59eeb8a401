import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

// Looks longer for a story in which the hold engine and its model disagree: node scripts/model.ts --runs 1000
// What a failure prints leads back to it: --seed … --path … --replay …

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
})

const { status } = spawnSync(
  'vitest',
  ['run', '--project', 'world', 'tests/holds/model.test.ts', 'tests/holds/seats-model.test.ts'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `node_modules/.bin:${process.env.PATH}`,
      MODEL_RUNS: values.runs,
      ...(values.seed ? { MODEL_SEED: values.seed, SEATS_SEED: values.seed } : {}),
      ...(values.path ? { MODEL_PATH: values.path, SEATS_PATH: values.path } : {}),
      ...(values.replay ? { MODEL_REPLAY: values.replay } : {}),
    },
  },
)
process.exit(status ?? 1)
