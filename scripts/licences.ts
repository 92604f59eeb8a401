import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

// Fails when a package comes under a licence nobody here has agreed to. What is deployed is held to a shorter list than what
// is only worked with; `--list` prints everything that is installed, by licence.

const root = resolve(import.meta.dirname, '..', 'node_modules')

const DEPLOYED = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'MIT OR Apache-2.0',
    '(MIT OR Apache-2.0)',
  ],
  // A typeface: it goes with what is made with it, under whatever licence that is.
  'OFL-1.1',
])
const WORKED_WITH = new Set([
  ...DEPLOYED,
  ...['BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-4.0', 'Unlicense', 'Python-2.0', 'Artistic-2.0'],
  // Weak copyleft: used as they are, by their own interface, and passed on to nobody.
  ...['MPL-2.0', 'LGPL-3.0-or-later', '(MIT OR CC0-1.0)', '(MIT AND Zlib)', '(BSD-2-Clause OR MIT OR Apache-2.0)'],
])

type Manifest = {
  name: string
  license?: string | { type?: string }
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

const read = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** Every installed package's folder, those inside others included. */
const installed = (modules: string): string[] =>
  readdirSync(modules, { withFileTypes: true }).flatMap(({ name }) => {
    if (name.startsWith('.')) return []
    const folder = join(modules, name)
    if (name.startsWith('@')) return readdirSync(folder).flatMap((inner) => within(join(folder, inner)))
    return within(folder)
  })
const within = (folder: string): string[] => {
  const nested = join(folder, 'node_modules')
  const own = existsSync(join(folder, 'package.json')) ? [folder] : []
  return [...own, ...(existsSync(nested) ? installed(nested) : [])]
}

/** Where Node would find a package from here. */
const find = (name: string, from: string): string | undefined => {
  for (let at = from; at.length >= root.length; at = resolve(at, '..')) {
    const folder = join(at.endsWith('node_modules') ? at : join(at, 'node_modules'), name)
    if (existsSync(join(folder, 'package.json'))) return folder
  }
  return undefined
}

const reached = new Set<string>()
const follow = (manifest: Manifest, from: string) => {
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const folder = find(name, from)
    // What is optional and not for this machine is not there.
    if (!folder || reached.has(folder)) continue
    reached.add(folder)
    follow(read(folder), folder)
  }
}
// The database of one machine is an optional dependency of the top level, and nothing that is deployed.
const { dependencies = {} } = read(resolve(root, '..'))
follow({ name: 'holdfast', dependencies }, root)

/** Node itself, as it comes from npm, names no licence; it is under MIT's. */
const NODE = /^node-(bin-)?(darwin|linux|win)-\w+$/

const licenceOf = ({ name, license }: Manifest) => {
  if (license === undefined && NODE.test(name)) return 'MIT'
  return typeof license === 'string' ? license : (license?.type ?? 'none')
}

const all = installed(root).map((folder) => {
  const manifest = read(folder)
  return { name: manifest.name, licence: licenceOf(manifest), deployed: reached.has(folder) }
})
const wrong = all.filter(({ licence, deployed }) => !(deployed ? DEPLOYED : WORKED_WITH).has(licence))

if (process.argv.includes('--list')) {
  for (const [licence, under] of Map.groupBy(all, (one) => one.licence)) {
    console.log(`${licence}: ${[...new Set(under.map(({ name }) => name))].toSorted().join(', ')}`)
  }
}
for (const { name, licence, deployed } of wrong) {
  console.error(`${name} (${deployed ? 'deployed' : 'worked with'}) is under ${licence}`)
}
const counted = `${all.length} packages, ${reached.size} of them deployed`
console.log(wrong.length === 0 ? `${counted}: every licence is agreed to` : `${wrong.length} licences to decide about`)
process.exitCode = wrong.length === 0 ? 0 : 1
