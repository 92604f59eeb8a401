import { upload } from './cloudflare.ts'
import type { Said, Say } from './command.ts'
import { buildPages, migrate } from './plan.ts'
import type { Settings } from './settings.ts'
import { type Outcome, smoke } from './smoke.ts'
import type { Worker } from './workers.ts'

export type Step = {
  name: string
  /** What it does, in a line. */
  says: string
  /** Rejects with what went wrong. */
  run(): Promise<void>
}

/** A program that ended badly has said why, on the screen. */
const successful = async (said: Promise<Said>) => {
  const { code } = await said
  if (code !== 0) throw new Error(`it ended with ${code}`)
}

const lineOf = ({ what, wrong }: Outcome) =>
  wrong === undefined
    ? `  ok  ${what}
`
    : `  NO  ${what}: ${wrong}
`

const smokeTest = async (store: string, patienceMs: number, say: Say) => {
  const outcomes = await smoke(store, patienceMs)
  for (const outcome of outcomes) say(lineOf(outcome))
  const bad = outcomes.filter(({ wrong }) => wrong !== undefined)
  if (bad.length > 0) throw new Error(`${bad.length} of ${outcomes.length} are not as they should be`)
}

export type Deployment = {
  workers: readonly Worker[]
  settings: Settings
  folder: string
  message: string
  patienceMs: number
  say: Say
}

/** The deployment, step by step: the database first, which only gets more; then callees before callers; then a look at it. */
export const stepsOf = ({ workers, settings, patienceMs, say, ...rest }: Deployment): Step[] => [
  { name: 'pages', says: 'build the pages', run: () => successful(buildPages(say)) },
  {
    name: 'migrate',
    says: 'migrate the database and renew its functions',
    run: () => successful(migrate(settings, say)),
  },
  ...workers.map((worker) => ({
    name: worker.name,
    says: `deploy ${worker.config.name}`,
    run: () => successful(upload(worker, { ...rest, settings, say })),
  })),
  {
    name: 'smoke',
    says: `look at ${settings.PUBLIC_URL} as a stranger`,
    run: () => smokeTest(settings.PUBLIC_URL ?? '', patienceMs, say),
  },
]
