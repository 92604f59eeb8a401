import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deployed } from './deployed.ts'
import { home, installed, modules, read } from './installed.ts'

const manifest = read(home)
const asked = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
const trusted = new Set(manifest.trustedDependencies)
const packages = installed().map((folder) => ({ folder, ...read(folder) }))

test('every dependency is one version of a registry’s, and not a range, a tag or an address', () => {
  const loose = Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  expect(loose).toEqual([])
})

test('every package in the lockfile is named with the sum of its content', () => {
  const [, list = ''] = readFileSync(join(home, 'bun.lock'), 'utf8').split('"packages": {')
  const entries = list.split('\n').filter((line) => /^ {4}"/.test(line))
  expect(entries.length).toBeGreaterThan(packages.length / 2)
  expect(entries.filter((line) => !/"sha512-[\w+/]{86}=="\],?$/.test(line))).toEqual([])
})

test('what is installed is what package.json asks for', () => {
  const other = Object.entries(asked).filter(([name, version]) => {
    const folder = join(modules, name)
    return existsSync(folder) && read(folder).version !== version
  })
  expect(other).toEqual([])
})

/** What npm and Bun run when a package arrives: of those that say nothing, also what node-gyp would build. */
const runsAtInstall = (one: (typeof packages)[number]) =>
  ['preinstall', 'install', 'postinstall'].some((name) => one.scripts?.[name]) ||
  existsSync(join(one.folder, 'binding.gyp'))

test('nothing runs when it is installed but what package.json trusts, and that is nothing which is deployed', () => {
  const running = packages.filter(runsAtInstall)
  // What this looks for is there: PostgreSQL, Node, workerd and esbuild fetch or place their programs.
  expect(running.map(({ name }) => name)).toContain('workerd')
  expect(running.filter(({ name }) => !trusted.has(name)).map(({ name }) => name)).toEqual([])
  const shipped = deployed()
  expect(running.filter(({ folder }) => shipped.has(folder)).map(({ name }) => name)).toEqual([])
})

test('nobody is trusted without need', () => {
  const running = new Set(packages.filter(runsAtInstall).map(({ name }) => name))
  const idle = [...trusted].filter((name) => existsSync(join(modules, name)) && !running.has(name))
  expect(idle).toEqual([])
})

test('what a browser is sent counts as deployed, and what only builds it does not', () => {
  const names = new Set([...deployed()].map((folder) => read(folder).name))
  for (const name of [
    'hono',
    'react',
    'react-dom',
    'scheduler',
    '@base-ui/react',
    '@tanstack/react-query',
    'nodemailer',
  ])
    expect(names).toContain(name)
  for (const name of ['vite', 'typescript', 'vitest', 'wrangler', 'smtp-server']) expect(names).not.toContain(name)
})
