import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { images } from '../../scripts/images.ts'

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
