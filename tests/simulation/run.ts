import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '#local/postgres'
import { report } from './report.ts'
import { simulate } from './simulation.ts'
import { openStore } from './store.ts'

// `--seed S` runs one seed and tells all of it; `--seeds N --from S` runs many and tells what failed.

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '200' },
    lose: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
})
const whole = (name: string, text: string) => {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}
const steps = whole('steps', values.steps)
const from = whole('from', values.seed ?? values.from)
const count = values.seed === undefined ? whole('seeds', values.seeds) : 1

const dir = await mkdtemp(join(tmpdir(), 'holdfast-simulation-'))
await chmod(dir, 0o755)
const postgres = await startPostgres({
  dir: join(dir, 'data'),
  password: randomBytes(12).toString('hex'),
  volatile: true,
})
const started = performance.now()
const totals = { orders: 0, paid: 0, released: 0, captured: 0, kills: 0 }
let failed = 0
try {
  const store = await openStore(postgres.url())
  try {
    for (let seed = from; seed < from + count; seed++) {
      const outcome = await simulate({ store, seed, steps, lose: values.lose })
      for (const [what, number] of Object.entries(outcome.sold)) totals[what as keyof typeof totals] += number
      if (outcome.breaches.length > 0) failed++
      if (outcome.breaches.length > 0 || values.trace)
        console.log(report(outcome, { lose: values.lose, whole: values.trace }))
    }
  } finally {
    await store[Symbol.asyncDispose]()
  }
} finally {
  await postgres.stop()
  await rm(dir, { recursive: true, force: true })
}
const seconds = (performance.now() - started) / 1000
console.log(
  `${count} seeds of ${steps} steps in ${seconds.toFixed(1)} s (${((seconds * 1000) / count).toFixed(0)} ms each): ` +
    `${totals.orders} orders, ${totals.paid} paid, ${totals.released} released, ${totals.captured} captured, ` +
    `${totals.kills} kills; ${failed} failed`,
)
process.exit(failed === 0 ? 0 : 1)
