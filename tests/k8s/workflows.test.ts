import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { images } from '../../scripts/images.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

type Step = { uses?: string; run?: string }
type Workflow = {
  permissions: Record<string, string>
  jobs: Record<string, { steps: Step[]; 'timeout-minutes': number; permissions?: Record<string, string> }>
}

describe.each(['images', 'k8s-diff', 'deploy-kubernetes'])('%s.yml', (name) => {
  const text = read(`.github/workflows/${name}.yml`)
  const workflow = parse(text) as Workflow
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  test('every action is pinned to a commit, and nobody may do more than read unless a job says so', () => {
    const uses = steps.flatMap((step) => step.uses ?? [])
    expect(uses.length).toBeGreaterThan(2)
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/)
    expect(workflow.permissions).toEqual({})
    for (const job of Object.values(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0)
      expect(job.permissions?.contents).toBe('read')
    }
    // What somebody wrote in a pull request or an input is never part of a script.
    for (const { run = '' } of steps) expect(run).not.toMatch(/\$\{\{/)
  })

  test('every script, file and image it names is there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    for (const [, script = ''] of text.matchAll(/bun@[\d.]+ (?:--silent )?run ([\w:-]+)/g))
      expect(scripts).toHaveProperty([script])
    for (const [path] of text.matchAll(/\b(?:scripts|k8s\/overlays|tests\/k8s|\.github\/workflows)\/[\w./-]+/g))
      expect([path, [path, `${path}.test.ts`].some((file) => existsSync(resolve(root, file)))]).toEqual([path, true])
    for (const [, list = ''] of text.matchAll(/image: \[([^\]]+)\]/g))
      expect(list.split(', ').toSorted()).toEqual(Object.keys(images).toSorted())
    for (const [, list = ''] of text.matchAll(/for image in ([^;]+);/g))
      expect(list.split(' ').toSorted()).toEqual(Object.keys(images).toSorted())
  })
})
