/*
 * Stands in for `wrangler` and `vite` on PATH, for tests only: it writes down what it was called with, and ends as it is told.
 * Of Wrangler it imitates what `bun run deploy` uses (whoami --json, secret list, deploy, rollback, delete), by Wrangler's
 * command reference. It looks at the configuration and the secrets it is given and uploads nothing.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** One call: the program, its options, and for a deployment what was in the files they name. */
export type Call = {
  program: string
  options: string[]
  config?: { name: string; vars: Record<string, string>; services?: { service: string }[]; [rest: string]: unknown }
  secrets?: Record<string, string>
}

const STAND_IN = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs')
const { basename } = require('node:path')
const program = basename(process.argv[1])
const options = process.argv.slice(2)
const named = (name) => options[options.indexOf(name) + 1]
const json = (file) => JSON.parse(readFileSync(file, 'utf8'))
const call = { program, options }
if (options[0] === 'deploy') {
  call.config = json(named('--config'))
  if (options.includes('--secrets-file')) call.secrets = json(named('--secrets-file'))
}
const plan = json(process.env.STAND_IN_PLAN)
if (options[0] === 'secret') console.log(JSON.stringify(plan.stored.map((name) => ({ name, type: 'secret_text' }))))
else appendFileSync(process.env.STAND_IN_CALLS, JSON.stringify(call) + '\\n')
const failing = plan.failing
const isFailing = failing !== undefined && (call.config?.name === failing || options[0] === failing || program === failing)
if (isFailing) console.error('the stand-in was told to fail')
process.exit(isFailing ? 1 : 0)
`

/** What the stand-ins do: which worker, command or program fails, and which secrets are stored with every worker. */
export type Plan = { failing?: string; stored?: string[] }

/** Puts the stand-ins into `folder`. `env` is for who shall find them instead of the real ones. */
export const standInPrograms = async (folder: string) => {
  const bin = join(folder, 'bin')
  const [calls, plan] = [join(folder, 'calls.jsonl'), join(folder, 'plan.json')]
  await mkdir(bin, { recursive: true })
  for (const program of ['wrangler', 'vite']) await writeFile(join(bin, program), STAND_IN, { mode: 0o755 })
  return {
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      STAND_IN_CALLS: calls,
      STAND_IN_PLAN: plan,
      HOLDFAST_DEPLOY_DIR: join(folder, 'deploy'),
    },
    plan: async ({ failing, stored = [] }: Plan = {}) => {
      await writeFile(plan, JSON.stringify({ failing, stored }))
      await writeFile(calls, '')
    },
    calls: async () =>
      (await readFile(calls, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Call),
  }
}
