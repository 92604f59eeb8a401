import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { images } from '../../scripts/images.ts'
import { writeSecrets } from '../../scripts/kubernetes-secrets.ts'
import { workflows } from '../deploy/workflows.ts'
import { copyWithSecrets } from './overlays.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

// What GitHub's own parser says of them, and what holds for every workflow, is in tests/deploy/workflows.test.ts.
describe.each(['images', 'k8s-diff', 'deploy-kubernetes'])('%s.yml', (name) => {
  const text = read(`.github/workflows/${name}.yml`)

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

/** The one step of a workflow that runs something of this kind. */
const stepOf = (file: string, run: RegExp) => {
  const all = workflows.filter((one) => one.file === file).flatMap(({ jobs }) => Object.values(jobs))
  const [step, ...others] = all.flatMap(({ steps }) => steps).filter((one) => run.test(one.run ?? ''))
  if (!step?.run || others.length > 0) throw new Error(`${file} has no one step for ${run}`)
  return { run: step.run, env: step.env ?? {} }
}

describe('whoever owns the repository, in capitals or not', () => {
  const SHA = 'a'.repeat(40)
  /** Runs a step's script as GitHub does, with programs of ours in the place of what is not on this machine. */
  const runStep = (script: string, env: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-step-'))
    try {
      const [output, calls] = [join(folder, 'output'), join(folder, 'calls')]
      for (const program of ['docker', 'cosign', 'npx']) {
        const says = program === 'docker' ? 'echo sha256:c0ffee' : ':'
        writeFileSync(join(folder, program), `#!/bin/sh\necho "${program} $*" >> ${calls}\n${says}\n`, { mode: 0o755 })
      }
      const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: `${folder}${delimiter}${process.env.PATH}`, GITHUB_OUTPUT: output, ...env },
      })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      return [output, calls].map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  test('an image has a name that the registry takes, and the same where it is deployed', () => {
    const repository = { GITHUB_REPOSITORY: 'SomeBody/Holdfast' }
    const [named] = runStep(stepOf('images.yml', /GITHUB_OUTPUT/).run, { ...repository, IMAGE: 'gateway' })
    expect(named).toBe('image=ghcr.io/somebody/holdfast-gateway\n')
    const [, calls = ''] = runStep(stepOf('deploy-kubernetes.yml', /cosign verify/).run, { ...repository, COMMIT: SHA })
    expect(calls).toContain(`docker buildx imagetools inspect ghcr.io/somebody/holdfast-gateway:${SHA}`)
    // Who signed is written as GitHub writes it.
    expect(calls).toContain('^https://github.com/SomeBody/Holdfast/.github/workflows/images.yml@')
    const deployed = [...calls.matchAll(/ ghcr\.io\/somebody\/holdfast-([\w-]+)@sha256:c0ffee(?= |\n)/g)]
    expect(new Set(deployed.map(([, image]) => image))).toEqual(new Set(Object.keys(images)))
    expect(calls.match(/^npx .*k8s:images digitalocean( ghcr\.io\S+){9}$/m)).not.toBeNull()
  })
})

test('what is shown beside a pull request is rendered with every secret that its overlay asks for', async () => {
  using copy = await copyWithSecrets()
  const dir = copy.dirOf('digitalocean')
  rmSync(join(dir, 'secrets'), { recursive: true })
  const { env } = stepOf('k8s-diff.yml', /k8s:secrets digitalocean/)
  expect(await writeSecrets(dir, env)).toContain('mail')
})
