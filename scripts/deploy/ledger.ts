import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { command } from './command.ts'

// What of a deployment has been done, so that one that stopped half-way goes on where it stopped.

const Done = z.object({ fingerprint: z.string(), steps: z.array(z.string()) })

/** What the working copy is: a commit, and what was changed since. */
export const source = async () => {
  const [commit, status, changes] = await Promise.all([
    command('git', ['rev-parse', '--short=12', 'HEAD']),
    command('git', ['status', '--porcelain']),
    command('git', ['diff', 'HEAD']),
  ])
  return { commit: commit.code === 0 ? commit.out.trim() : 'unknown', changes: status.out + changes.out }
}

/** The same for the same things to be deployed, in one way, so that it can be kept in a file. */
export const fingerprintOf = (...parts: unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

export type Ledger = {
  isDone(step: string): boolean
  note(step: string): Promise<void>
  /** All is done: the next deployment begins with the first step. */
  close(): Promise<void>
}

/** What an earlier run did of the same deployment; a deployment of anything else begins anew. */
export const openLedger = async (folder: string, fingerprint: string): Promise<Ledger> => {
  const file = join(folder, 'done.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const known = text === undefined ? undefined : Done.safeParse(JSON.parse(text)).data
  const steps = known?.fingerprint === fingerprint ? known.steps : []
  return {
    isDone: (step) => steps.includes(step),
    note: async (step) => {
      steps.push(step)
      await mkdir(folder, { recursive: true })
      await writeFile(file, JSON.stringify({ fingerprint, steps }), { mode: 0o600 })
    },
    close: () => rm(file, { force: true }),
  }
}
