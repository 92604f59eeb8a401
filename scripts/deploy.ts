import { parseArgs } from 'node:util'
import { rehearse, remove, rollBack } from './deploy/cloudflare.ts'
import { fingerprintOf, openLedger, source } from './deploy/ledger.ts'
import { contractions, type Refusals, refusals } from './deploy/plan.ts'
import { complete, readSettings, type Settings } from './deploy/settings.ts'
import { stepsOf } from './deploy/steps.ts'
import { envFileOf, folderOf, readTarget, type Target } from './deploy/target.ts'
import { resolveWorkers, type Worker } from './deploy/workers.ts'

// `bun run deploy`: brings a store to Cloudflare, or says why it will not.

const USAGE = `bun run deploy [--env production|preview] [--name pr-12] [--env-file FILE]
  --dry-run     say what would be done, bundle every worker, change nothing
  --contract    allow migrations that take something away
  --rollback    put the version before back, the gateway first; the database stays
  --remove      take a preview's workers away
  --patience N  seconds to wait for the new version to answer, 60 where not given`

const OPTIONS = {
  env: { type: 'string' },
  name: { type: 'string' },
  'env-file': { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  contract: { type: 'boolean', default: false },
  rollback: { type: 'boolean', default: false },
  remove: { type: 'boolean', default: false },
  patience: { type: 'string', default: '60' },
  help: { type: 'boolean', default: false },
} as const

/** A preview's address follows from its name where the account's part of workers.dev is known. */
const addressOf = ({ env, suffix }: Target, { PUBLIC_URL, WORKERS_SUBDOMAIN }: Settings): Settings =>
  env === 'preview' && !PUBLIC_URL && WORKERS_SUBDOMAIN
    ? { PUBLIC_URL: `https://holdfast-gateway${suffix}.${WORKERS_SUBDOMAIN}.workers.dev` }
    : {}

const showPending = ({ pending }: Refusals) => {
  for (const { schema, migrations } of pending) {
    console.log(`  ${schema}: ${migrations.length === 0 ? 'no migration' : migrations.join(', ')}`)
  }
  for (const line of contractions(pending)) console.log(`  careful: ${line}`)
}

const TOTAL = /Total Upload: .*/

/** What would be done; every worker is bundled, because that is where most things show. Resolves to whether all can be. */
const rehearseAll = async (workers: readonly Worker[], folder: string) => {
  let isWell = true
  for (const worker of workers) {
    const { code, all } = await rehearse(worker, folder)
    console.log(
      `  ${worker.config.name.padEnd(26)} ${code === 0 ? (TOTAL.exec(all)?.[0] ?? '') : `cannot be bundled:\n${all}`}`,
    )
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

const run = async () => {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const target = readTarget(values.env, values.name)
  const set = await readSettings({ file: values['env-file'], fileIfAny: envFileOf(target) })
  const settings = complete({ ...set, ...addressOf(target, set) })
  const workers = resolveWorkers(target, settings)
  const folder = folderOf(target, process.env.HOLDFAST_DEPLOY_DIR)

  if (values.rollback) return forEach(workers, (worker) => rollBack(worker, settings))
  if (values.remove) {
    if (target.env === 'production') throw new Error('only previews are removed')
    return forEach(workers, (worker) => remove(worker, settings))
  }

  const { commit, changes } = await source()
  const deployment = {
    workers,
    settings,
    folder,
    message: `holdfast ${commit}`,
    patienceMs: Number(values.patience) * 1000,
  }
  const steps = stepsOf(deployment)
  console.log(`To ${target.name}, commit ${commit}${changes ? ' with changes of yours' : ''}:`)
  for (const { name, says } of steps) console.log(`  ${name.padEnd(9)} ${says}`)

  const found = await refusals(target, workers, settings, values)
  showPending(found)
  for (const reason of found.reasons) console.error(`  lacking: ${reason}`)
  if (values['dry-run']) {
    const isWell = await rehearseAll(workers, folder)
    if (found.reasons.length > 0)
      console.log(`A real run would be refused: ${found.reasons.length} things are lacking.`)
    return isWell ? 0 : 1
  }
  if (found.reasons.length > 0) {
    console.error('Nothing was changed. `bun run doctor` says more.')
    return 1
  }

  const fingerprint = fingerprintOf(commit, changes, workers, settings)
  const ledger = await openLedger(folder, fingerprint)
  for (const { name, says, run: act } of steps) {
    if (ledger.isDone(name)) {
      console.log(`= ${name}: done before`)
      continue
    }
    console.log(`> ${name}: ${says}`)
    try {
      await act()
    } catch (error) {
      console.error(`Stopped at ${name}: ${error instanceof Error ? error.message : error}`)
      console.error('What was done stays and works with what was there before. Run it again to go on from here,')
      console.error('or `bun run deploy --rollback` (with the same --env) to put the version before back.')
      return 1
    }
    await ledger.note(name)
  }
  await ledger.close()
  console.log(`${settings.PUBLIC_URL} is up to date.`)
  return 0
}

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
