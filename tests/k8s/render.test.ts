import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { writeSecrets } from '../../scripts/kubernetes-secrets.ts'
import { at, type Document, titleOf } from './kustomize/document.ts'
import { render } from './kustomize/render.ts'
import { copyWithSecrets, given, overlayNames } from './overlays.ts'

const byTitle = (documents: Document[]) => Object.fromEntries(documents.map((one) => [titleOf(one), one]))

test('two renderings are the same, and no two documents have one name', async () => {
  const dirOf = await copyWithSecrets()
  for (const name of overlayNames) {
    const [once, again] = [render(dirOf(name)), render(dirOf(name))]
    expect(again).toEqual(once)
    expect(Object.keys(byTitle(once))).toHaveLength(once.length)
  }
})

// Ours is there for machines without kubectl; where there is one, it is held to it.
const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0

test.skipIf(!kubectl)('kubectl renders the same, down to the names that tell the content', async () => {
  const dirOf = await copyWithSecrets()
  for (const name of overlayNames) {
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
    const theirs = parseAllDocuments(execFileSync('kubectl', ['kustomize', dirOf(name)], options))
    expect(byTitle(render(dirOf(name)))).toEqual(byTitle(theirs.map((one) => one.toJS() as Document)))
  }
})

test('a secret that changes gets another name, and so do those who use it', async () => {
  const dirOf = await copyWithSecrets()
  const nameOf = (documents: Document[]) =>
    documents.find(({ kind, metadata }) => kind === 'Secret' && metadata.name.startsWith('internal'))?.metadata.name
  const before = render(dirOf('local'))
  writeFileSync(join(dirOf('local'), 'secrets/internal.env'), `INTERNAL_TOKEN=${'x'.repeat(40)}\n`)
  const after = render(dirOf('local'))
  expect(nameOf(after)).not.toBe(nameOf(before))
  expect(JSON.stringify(after)).not.toContain(nameOf(before))
  expect(JSON.stringify(after).split(nameOf(after) ?? '').length).toBeGreaterThan(6)
})

test('what the renderer does not know, it refuses', async () => {
  const file = join((await copyWithSecrets())('local'), 'kustomization.yaml')
  const text = readFileSync(file, 'utf8')
  appendFileSync(file, '\nnamePrefix: my-\n')
  expect(() => render(join(file, '..'))).toThrow(/namePrefix/)
  writeFileSync(file, text.replace('  - path: one-instance.yaml', '  - path: one-instance.yaml\n    options: {}'))
  expect(() => render(join(file, '..'))).toThrow(/options/)
  writeFileSync(file, text.replace('name: door\n    patch', 'name: doer\n    patch'))
  expect(() => render(join(file, '..'))).toThrow(/finds no/)
})

test('secrets are made once: what is there stays, and what only others can give is asked for by name', async () => {
  const dir = (await copyWithSecrets())('digitalocean')
  expect(await writeSecrets(dir, {})).toEqual([])
  const before = render(dir)
  writeFileSync(
    join(dir, 'kustomization.yaml'),
    readFileSync(join(dir, 'kustomization.yaml'), 'utf8').replace('secrets/stripe.env', 'secrets/backup.env'),
  )
  expect(at(before[0], 'kind')).toBe('Namespace')
  const bare = (await copyWithSecrets())('digitalocean')
  execFileSync('rm', [join(bare, 'secrets/stripe.env'), join(bare, 'secrets/backup.env')])
  const { STRIPE_SECRET_KEY: _, ...rest } = given
  await expect(writeSecrets(bare, { ...rest, STRIPE_WEBHOOK_SECRET: 'nothing' })).rejects.toThrow(
    /STRIPE_SECRET_KEY[\s\S]*STRIPE_WEBHOOK_SECRET/,
  )
  expect(await writeSecrets(bare, given)).toEqual(['stripe', 'backup'])
})
