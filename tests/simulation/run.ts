import { parseArgs } from 'node:util'
import { whole } from './options.ts'
import { report } from './report.ts'
import { scratchPostgres } from './scratch-postgres.ts'
import { nothing, type Sold, simulate } from './simulation.ts'
import { openStore } from './store.ts'

// `--seed S` runs one seed, `--seeds N --from S` many; `--trace` tells all of it, `--lose` lets the broker break its word.

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '300' },
    lose: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
})
const { lose, trace } = values
const steps = whole('steps', values.steps)
const from = values.seed === undefined ? whole('from', values.from) : whole('seed', values.seed)
const count = values.seed === undefined ? whole('seeds', values.seeds) : 1

const main = async () => {
  await using postgres = await scratchPostgres()
  await using store = await openStore(postgres.url)
  const totals = { ...nothing }
  const started = performance.now()
  let failed = 0
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await simulate({ store, seed, steps, lose })
    for (const what of Object.keys(totals) as (keyof Sold)[]) totals[what] += outcome.sold[what]
    if (outcome.breaches.length > 0) failed++
    if (outcome.breaches.length > 0 || trace) console.log(report(outcome, { lose, whole: trace }))
  }
  const ms = performance.now() - started
  const sums = Object.entries(totals).map(([what, number]) => `${number} ${what}`)
  const took = `${(ms / 1000).toFixed(1)} s (${(ms / count).toFixed(0)} ms each)`
  console.log(`${count} seeds of ${steps} steps in ${took}: ${sums.join(', ')}; ${failed} failed`)
  return failed
}

// What was killed in a run still waits for an answer, and would keep the process from ending by itself.
process.exit((await main()) === 0 ? 0 : 1)
