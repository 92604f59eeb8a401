import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

// The sentences of docs/architecture.md, each as a test. A file that breaks one is named.

const root = resolve(import.meta.dirname, '..')
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.holdfast', '.wrangler'])

type Source = { path: string; text: string; imports: string[] }

const walk = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return walk(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|import\('([^']+)'\)/g

/** An import as a path from the top folder, or a package's name. */
const target = (from: string, specifier: string) => {
  if (specifier.startsWith('#')) return `${specifier.slice(1)}.ts`
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(from), specifier)) : specifier
}

const sources: Source[] = walk(root).map((file) => {
  const path = relative(root, file)
  const text = readFileSync(file, 'utf8')
  const imports = [...text.matchAll(IMPORT)].map((match) => target(path, match[1] ?? match[2] ?? match[3] ?? ''))
  return { path, text, imports }
})

const isTest = ({ path }: Source) => /\.test\.tsx?$/.test(path)
const product = sources.filter((source) => !isTest(source))
const within = (folder: string) => product.filter(({ path }) => path.startsWith(folder))

/** Every import that breaks a rule, as `file -> import`. */
const breaches = (files: Source[], forbidden: (imported: string, source: Source) => boolean) =>
  files.flatMap((source) =>
    source.imports.filter((imported) => forbidden(imported, source)).map((imported) => `${source.path} -> ${imported}`),
  )

const serviceOf = (path: string) => /^workers\/([^/]+)\//.exec(path)?.[1]
const layer = (path: string) => /^workers\/[^/]+\/(commands|routes|store)\//.exec(path)?.[1]
const DOMAIN = /^workers\/(orders\/order|payments\/payment|tickets\/event|auth\/account|notifications\/mail)\.ts$/

test('the walk sees the house', () => {
  expect(within('workers/').length).toBeGreaterThan(30)
  expect(product.filter(({ path }) => DOMAIN.test(path))).toHaveLength(5)
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
})

test('no service imports another', () =>
  expect(
    breaches(within('workers/'), (imported, { path }) => {
      const other = serviceOf(imported)
      return other !== undefined && other !== serviceOf(path)
    }),
  ).toEqual([]))

test('shared imports only shared', () =>
  expect(
    breaches(within('shared/'), (imported) => /^(workers|local|selfhost|web|drizzle|tests)\//.test(imported)),
  ).toEqual([]))

test('nothing that is deployed imports what is for one machine or for tests', () =>
  expect(
    breaches(
      [
        ...within('workers/'),
        ...within('shared/'),
        ...within('selfhost/').filter(({ path }) => !path.endsWith('world.ts')),
      ],
      (imported) => /^(local|tests|vitest|wrangler|miniflare)(\/|$)/.test(imported),
    ),
  ).toEqual([]))

test('the domain imports only contracts, ids, money and problems', () =>
  expect(
    breaches(
      product.filter(({ path }) => DOMAIN.test(path)),
      (imported) =>
        !/^(shared\/(messages\/|ids|money|text|http\/problem)|zod$)/.test(imported) &&
        // Plain values beside it, such as a list of words.
        !/^workers\/[^/]+\/(?!app|deps|env|index|bun)[\w-]+\.ts$/.test(imported),
    ),
  ).toEqual([]))

test('arrows never turn back: routes use commands, commands use the store, and none the other way round', () => {
  const forbidden: Record<string, RegExp> = {
    store: /^workers\/[^/]+\/(commands|routes|app|index|bun|deps)/,
    commands: /^workers\/[^/]+\/(routes|app|index|bun)/,
    routes: /^workers\/[^/]+\/(app|index|bun)/,
  }
  expect(
    breaches(within('workers/'), (imported, { path }) => forbidden[layer(path) ?? '']?.test(imported) ?? false),
  ).toEqual([])
})

test('drizzle is seen only in stores, in shared/postgres, where migrations are made, and in what the bench imitates', () =>
  expect(
    breaches(
      product.filter(
        ({ path }) => !/^(shared\/postgres\/|drizzle\/|workers\/[^/]+\/store\/|bench\/stand-ins\.ts)/.test(path),
      ),
      (imported) => imported.startsWith('drizzle'),
    ).filter((breach) => !breach.includes('-> drizzle/')),
  ).toEqual([]))

test('the runtime is seen only in its hosts', () => {
  const hosts =
    /^(workers\/[^/]+\/(index|bun)\.ts|shared\/http\/(bun|cloudflare|cloudflare-workers\.d)\.ts|selfhost\/host\.ts|selfhost\/[^/]+\/bun\.ts)$/
  const deployed = [...within('workers/'), ...within('shared/'), ...within('selfhost/')]
  const seen = deployed.filter(({ path, text }) => {
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    return !hosts.test(path) && (/\bprocess\.\w|\bBun\.\w/.test(code) || code.includes("'cloudflare:"))
  })
  expect(seen.map(({ path }) => path)).toEqual([])
})

test('entries bind and never think', () => {
  const entries = product.filter(({ path }) => /^workers\/[^/]+\/(index|bun)\.ts$/.test(path))
  const long = entries.filter(
    ({ text }) => text.split('\n').filter((line) => line.trim() && !line.startsWith('import')).length > 10,
  )
  expect(entries.length).toBeGreaterThanOrEqual(11)
  expect(long.map(({ path }) => path)).toEqual([])
})

test('the pages are a client of the API and know its types only', () =>
  expect(
    product
      .filter(({ path }) => path.startsWith('web/'))
      .flatMap(({ path, text }) =>
        [
          ...text.matchAll(
            /(?:^|\n)import\s+(?!type\b)[^'"]*from\s+'(#(?:workers|local|drizzle|selfhost)[^']*|[^']*\/workers\/[^']*)'/g,
          ),
        ].map((match) => `${path} -> ${match[1]}`),
      ),
  ).toEqual([]))

test('no file is called after nothing', () =>
  expect(
    product
      .filter(({ path }) => /(^|\/)(utils?|helpers?|misc|manager|common)(\.|\/)/.test(path))
      .map(({ path }) => path),
  ).toEqual([]))

test('stories run in the very Miniflare that Wrangler runs', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const wrangler = JSON.parse(readFileSync(join(root, 'node_modules/wrangler/package.json'), 'utf8'))
  expect(devDependencies.miniflare).toBe(wrangler.dependencies.miniflare)
})
