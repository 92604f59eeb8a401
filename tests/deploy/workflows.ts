import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

export const root = resolve(import.meta.dirname, '../..')
const folder = join(root, '.github/workflows')

type Step = { uses?: string; run?: string; env?: Record<string, string>; with?: Record<string, unknown>; if?: string }

export type Workflow = {
  file: string
  text: string
  name: string
  permissions?: Record<string, string>
  concurrency?: unknown
  on: Record<string, { workflows?: string[] } | null>
  jobs: Record<
    string,
    { steps: Step[]; permissions?: Record<string, string>; environment?: unknown; 'timeout-minutes'?: number }
  >
}

export const workflows: Workflow[] = readdirSync(folder)
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    // Its keys are text: YAML 1.1 would read `on` as a boolean, and GitHub does not.
    return { file, text, ...parse(text) }
  })

/** Every step, with where it stands. */
export const steps = (of: readonly Workflow[]) =>
  of.flatMap(({ file, jobs }) =>
    Object.entries(jobs).flatMap(([job, { steps: all }]) => all.map((step) => ({ where: `${file}, ${job}`, ...step }))),
  )
