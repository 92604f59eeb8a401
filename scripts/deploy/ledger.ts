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

const fileIn = (folder: string) => join(folder, 'done.json')

const read = async (folder: string) => {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Done.safeParse(JSON.parse(text)).data
}

/** The steps that an unfinished deployment has done; none where the last one finished. */
export const unfinished = async (folder: string): Promise<string[]> => (await read(folder))?.steps ?? []

export const forget = (folder: string) => rm(fileIn(folder), { force: true })

/** What an earlier run did of the same deployment; a deployment of anything else begins anew. */
export const openLedger = async (folder: string, fingerprint: string): Promise<Ledger> => {
  const known = await read(folder)
  const steps = known?.fingerprint === fingerprint ? known.steps : []
  return {
    isDone: (step) => steps.includes(step),
    note: async (step) => {
      steps.push(step)
      await mkdir(folder, { recursive: true })
      await writeFile(fileIn(folder), JSON.stringify({ fingerprint, steps }), { mode: 0o600 })
    },
    close: () => forget(folder),
  }
}
