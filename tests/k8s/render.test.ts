import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { images } from '../../scripts/images.ts'
import { withImages } from '../../scripts/kubernetes-images.ts'
import { partOf } from '../../scripts/kubernetes-part.ts'
import { secretsIn, writeSecrets } from '../../scripts/kubernetes-secrets.ts'
import { containersOf, type Document, podOf, text, titleOf } from './kustomize/document.ts'
import { render } from './kustomize/render.ts'
import { copyWithSecrets, given, overlayNames } from './overlays.ts'

const byTitle = (documents: Document[]) => Object.fromEntries(documents.map((one) => [titleOf(one), one]))

test('two renderings are the same, and no two documents have one name', async () => {
  using copy = await copyWithSecrets()
  for (const name of overlayNames) {
    const [once, again] = [render(copy.dirOf(name)), render(copy.dirOf(name))]
    expect(again).toEqual(once)
    expect(Object.keys(byTitle(once))).toHaveLength(once.length)
  }
})

// Ours is there for machines without kubectl; where there is one, it is held to it.
const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0

test.skipIf(!kubectl)('kubectl renders the same, down to the names that tell the content', async () => {
  using copy = await copyWithSecrets()
  for (const name of overlayNames) {
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
    const theirs = parseAllDocuments(execFileSync('kubectl', ['kustomize', copy.dirOf(name)], options))
    expect(byTitle(render(copy.dirOf(name)))).toEqual(byTitle(theirs.map((one) => one.toJS() as Document)))
  }
})

test('a secret that changes gets another name, and so do those who use it', async () => {
  using copy = await copyWithSecrets()
  const nameOf = (documents: Document[]) =>
    documents.find(({ kind, metadata }) => kind === 'Secret' && metadata.name.startsWith('internal'))?.metadata.name
  const before = render(copy.dirOf('local'))
  writeFileSync(join(copy.dirOf('local'), 'secrets/internal.env'), `INTERNAL_TOKEN=${'x'.repeat(40)}\n`)
  const after = render(copy.dirOf('local'))
  expect(nameOf(after)).not.toBe(nameOf(before))
  expect(JSON.stringify(after)).not.toContain(nameOf(before))
  expect(JSON.stringify(after).split(nameOf(after) ?? '').length).toBeGreaterThan(6)
})

test('what the renderer does not know, it refuses', async () => {
  using copy = await copyWithSecrets()
  const file = join(copy.dirOf('local'), 'kustomization.yaml')
  const before = readFileSync(file, 'utf8')
  appendFileSync(file, '\nnamePrefix: my-\n')
  expect(() => render(join(file, '..'))).toThrow(/namePrefix/)
  writeFileSync(file, before.replace('  - path: one-instance.yaml', '  - path: one-instance.yaml\n    options: {}'))
  expect(() => render(join(file, '..'))).toThrow(/options/)
  writeFileSync(file, before.replace('name: door\n    patch', 'name: doer\n    patch'))
  expect(() => render(join(file, '..'))).toThrow(/finds no/)
})

test('secrets are made once: what is there stays, and what only others can give is asked for by name', async () => {
  using copy = await copyWithSecrets()
  const dir = copy.dirOf('digitalocean')
  expect(await writeSecrets(dir, {})).toEqual([])
  for (const name of ['stripe', 'backup']) rmSync(join(dir, `secrets/${name}.env`))
  const { STRIPE_SECRET_KEY: _, ...rest } = given
  await expect(writeSecrets(dir, { ...rest, STRIPE_WEBHOOK_SECRET: 'nothing' })).rejects.toThrow(
    /STRIPE_SECRET_KEY[\s\S]*STRIPE_WEBHOOK_SECRET/,
  )
  expect(await writeSecrets(dir, given)).toEqual(['stripe', 'backup'])
})

test('what a secret needs since it was written is added to it, and of what is there nothing is changed', async () => {
  using copy = await copyWithSecrets()
  const dir = copy.dirOf('digitalocean')
  const [tokens, mail] = ['tokens', 'mail'].map((name) => join(dir, `secrets/${name}.env`)) as [string, string]
  // As one who has edited it by hand may leave it: with a note, without a last newline.
  const older = `# from the old cluster\n\n${readFileSync(tokens, 'utf8').split('\n')[0]}`
  writeFileSync(tokens, older)
  writeFileSync(mail, 'MAIL_TOKEN=re_mine\n')
  await expect(writeSecrets(dir, { ...given, MAIL_URL: 'smtp://mail.example.com?tls=off' })).rejects.toThrow(
    /^MAIL_URL: would send passwords and links in clear to mail\.example\.com/,
  )
  expect(readFileSync(tokens, 'utf8')).toBe(older)
  expect(await writeSecrets(dir, { MAIL_URL: 'none', MAIL_TOKEN: 're_other' })).toEqual([
    'tokens: REFRESH_KEY',
    'mail: MAIL_URL',
  ])
  expect(readFileSync(tokens, 'utf8')).toMatch(/^REFRESH_KEY=[\w-]{43,}$/m)
  expect(readFileSync(tokens, 'utf8').startsWith(`${older}\n`)).toBe(true)
  expect(readFileSync(mail, 'utf8')).toBe('MAIL_TOKEN=re_mine\nMAIL_URL=none\n')
  expect(await writeSecrets(dir, {})).toEqual([])
})

test('secrets that are kept elsewhere come from there, all of them or none', async () => {
  using copy = await copyWithSecrets()
  const dir = copy.dirOf('local')
  const { internal: _, ...all } = secretsIn(dir)
  rmSync(join(dir, 'secrets'), { recursive: true })
  const kept: Record<string, Record<string, string>> = { internal: { INTERNAL_TOKEN: 'x'.repeat(40) } }
  const keep = () => writeSecrets(dir, { KUBERNETES_SECRETS: JSON.stringify(kept) })
  await expect(keep()).rejects.toThrow(
    'KUBERNETES_SECRETS has no database-passwords, tokens, links, broker, redis, stripe',
  )
  Object.assign(kept, all, { tokens: { SIGNING_KEYS: 'a=b' } })
  await expect(keep()).rejects.toThrow('KUBERNETES_SECRETS has no tokens: REFRESH_KEY')
  Object.assign(kept, { tokens: { SIGNING_KEYS: 'a=b', REFRESH_KEY: 'c' } })
  expect(await keep()).toHaveLength(7)
  expect(readFileSync(join(dir, 'secrets/internal.env'), 'utf8')).toBe(`INTERNAL_TOKEN=${'x'.repeat(40)}\n`)
  expect(readFileSync(join(dir, 'secrets/tokens.env'), 'utf8')).toBe('SIGNING_KEYS=a=b\nREFRESH_KEY=c\n')
  expect(secretsIn(dir)).toEqual(kept)
})

test('a deployment names every image by its content, or none', async () => {
  using copy = await copyWithSecrets()
  const file = join(copy.dirOf('digitalocean'), 'kustomization.yaml')
  const digest = (image: string) =>
    `ghcr.io/somebody/holdfast-${image}@sha256:${createHash('sha256').update(image).digest('hex')}`
  const all = Object.keys(images).map(digest)
  expect(() => withImages(readFileSync(file, 'utf8'), all.slice(1))).toThrow('digest for gateway')
  const latest = all.map((image) => image.replace(/@.*/, ':latest'))
  expect(() => withImages(readFileSync(file, 'utf8'), latest)).toThrow('redis-bridge')
  writeFileSync(file, withImages(readFileSync(file, 'utf8'), all))
  const used = render(join(file, '..')).flatMap((one) => containersOf(one).map(({ image }) => text(image)))
  for (const image of all) expect(used).toContain(image)
})

test('what is applied in three steps is everything, and what is compared is everything but secrets and Jobs', async () => {
  using copy = await copyWithSecrets()
  const documents = render(copy.dirOf('digitalocean'))
  const input = documents.map((one) => stringify(one)).join('---\n')
  const part = (name: string) => parseAllDocuments(partOf(input, name)).map((one) => one.toJS() as Document)
  const [database, migrations, services] = ['database', 'migrations', 'services'].map(part)
  expect(migrations?.map(titleOf)).toEqual(['Job/migrate'])
  expect(byTitle([...(migrations ?? []), ...(services ?? [])])).toEqual(byTitle(documents))
  expect(database?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Namespace', 'Cluster', 'Secret', 'ObjectStore']),
  )
  expect(database?.some((one) => podOf(one) !== undefined)).toBe(false)
  const compared = part('comparable').map(({ kind }) => kind)
  expect(compared).toContain('Deployment')
  expect(compared).not.toContain('Secret')
  expect(() => part('some')).toThrow('database, migrations, services, comparable')
})
