import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundleAll } from '../../local/bundle.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with every worker as `wrangler deploy` would upload it; one folder each. */
    workers: string
  }
}

/** Bundles every worker once for the whole run, so that a story's network starts in half a second. */
export default async (project: TestProject) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-workers-'))
  project.provide('workers', await bundleAll(dir))
  return () => rm(dir, { recursive: true, force: true })
}
