import { parseArgs } from 'node:util'
import { rehearse, remove, rollBack } from './cloudflare.ts'
import type { Say } from './command.ts'
import { fingerprintOf, forget, openLedger, source, unfinished } from './ledger.ts'
import { contractions, type Refusals, refusals } from './plan.ts'
import { addressOf, complete, readSettings } from './settings.ts'
import { type Step, stepsOf } from './steps.ts'
import { envFileOf, folderOf, readTarget } from './target.ts'
import { resolveWorkers, type Worker } from './workers.ts'

export const USAGE = `bun run deploy [--env production|preview] [--name pr-12] [--settings FILE]
  --dry-run     say what would be done, bundle every worker, change nothing
  --contract    allow migrations that take something away
  --rollback    put the version before back where an unfinished deployment has been, the gateway first; the database stays
  --all         with --rollback: every worker, after a deployment that finished
  --remove      take a preview's workers away
  --patience N  seconds to wait for the new version to answer, 60 where not given`

const OPTIONS = {
  env: { type: 'string' },
  name: { type: 'string' },
  settings: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  contract: { type: 'boolean', default: false },
  rollback: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  remove: { type: 'boolean', default: false },
  patience: { type: 'string', default: '60' },
  help: { type: 'boolean', default: false },
} as const

const pendingLines = ({ pending }: Refusals) => [
  ...pending.map(({ schema, migrations }) => `${schema}: ${migrations.join(', ') || 'no migration'}`),
  ...contractions(pending).map((line) => `careful: ${line}`),
]

const TOTAL = /Total Upload: .*/

/** Bundles every worker, because that is where most things show. Resolves to whether all can be. */
const rehearseAll = async (workers: readonly Worker[], folder: string, line: Say) => {
  let isWell = true
  for (const worker of workers) {
    const { code, all } = await rehearse(worker, folder)
    const said = code === 0 ? (TOTAL.exec(all)?.[0] ?? '') : `cannot be bundled:\n${all}`
    line(`  ${worker.config.name.padEnd(26)} ${said}`)
    isWell &&= code === 0
  }
  return isWell
}

/** The same for every worker, callers first, going on where one fails, so that as little as possible is left. */
const forEach = async (workers: readonly Worker[], act: (worker: Worker) => Promise<{ code: number }>) => {
  let failed = 0
  for (const worker of workers.toReversed()) if ((await act(worker)).code !== 0) failed++
  return failed === 0 ? 0 : 1
}

/** Does the steps that are not done yet; resolves to whether all of them are. */
const doAll = async (steps: readonly Step[], ledger: Awaited<ReturnType<typeof openLedger>>, line: Say) => {
  for (const { name, says, run } of steps) {
    if (ledger.isDone(name)) {
      line(`= ${name}: done before`)
      continue
    }
    line(`> ${name}: ${says}`)
    try {
      await run()
    } catch (error) {
      line(`Stopped at ${name}: ${error instanceof Error ? error.message : error}`)
      line('What was done stays and works with what was there before. Run it again to go on from here,')
      line('or `bun run deploy --rollback` (with the same --env) to put the version before back.')
      return false
    }
    await ledger.note(name)
  }
  await ledger.close()
  return true
}

/** A deployment, as the options say. Resolves to the code the program ends with; rejects where the options make no sense. */
export const deploy = async (options: string[], say: Say): Promise<number> => {
  const line: Say = (text) => say(`${text}\n`)
  const { values } = parseArgs({ args: options, options: OPTIONS })
  if (values.help) {
    line(USAGE)
    return 0
  }
  const target = readTarget(values.env, values.name)
  const set = await readSettings({ file: values.settings, fileIfAny: envFileOf(target) })
  const settings = complete({ ...set, ...addressOf(target, set) })
  const workers = resolveWorkers(target, settings)
  const folder = folderOf(target, process.env.HOLDFAST_DEPLOY_DIR)

  if (values.rollback) {
    // A worker that this deployment did not reach runs the version before already: one back would be one too far.
    const reached = await unfinished(folder)
    const those = values.all ? workers : workers.filter(({ name }) => reached.includes(name))
    if (those.length === 0) line('No deployment is unfinished here: nothing was put back. --all does it all the same.')
    const code = await forEach(those, (worker) => rollBack(worker, settings, say))
    if (code === 0) await forget(folder)
    return code
  }
  if (values.remove) {
    if (target.env === 'production') throw new Error('only previews are removed')
    return forEach(workers, (worker) => remove(worker, settings, say))
  }

  const { commit, changes } = await source()
  const patienceMs = Number(values.patience) * 1000
  const steps = stepsOf({ workers, settings, folder, message: `holdfast ${commit}`, patienceMs, say })
  line(`To ${target.name}, commit ${commit}${changes ? ' with changes of yours' : ''}:`)
  for (const { name, says } of steps) line(`  ${name.padEnd(13)} ${says}`)

  const found = await refusals(target, workers, settings, values)
  for (const pending of pendingLines(found)) line(`  ${pending}`)
  for (const reason of found.reasons) line(`  lacking: ${reason}`)
  if (values['dry-run']) {
    const isWell = await rehearseAll(workers, folder, line)
    if (found.reasons.length > 0) line(`A real run would be refused: ${found.reasons.length} things are lacking.`)
    return isWell ? 0 : 1
  }
  if (found.reasons.length > 0) {
    line('Nothing was changed. `bun run doctor` says more.')
    return 1
  }
  const ledger = await openLedger(folder, fingerprintOf(commit, changes, workers, settings))
  if (!(await doAll(steps, ledger, line))) return 1
  line(`${settings.PUBLIC_URL} is up to date.`)
  return 0
}
