import { deployed } from './packages/deployed.ts'
import { installed, type Manifest, read } from './packages/installed.ts'

// Fails when a package comes under a licence nobody here has agreed to. What is deployed is held to a shorter list than what
// is only worked with; `--list` prints everything that is installed, by licence.

const DEPLOYED = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MIT OR Apache-2.0'],
  '(MIT OR Apache-2.0)',
  // Given to everybody, without a condition.
  'Unlicense',
  // A typeface: it goes with what is made with it, under whatever licence that is.
  'OFL-1.1',
])
const WORKED_WITH = new Set([
  ...DEPLOYED,
  ...['BlueOak-1.0.0', 'CC0-1.0', 'CC-BY-4.0', 'Python-2.0', 'Artistic-2.0'],
  // Weak copyleft: used as they are, by their own interface, and passed on to nobody.
  ...['MPL-2.0', 'LGPL-3.0-or-later', '(MIT OR CC0-1.0)', '(MIT AND Zlib)', '(BSD-2-Clause OR MIT OR Apache-2.0)'],
])

const reached = deployed()

/** Node itself, as it comes from npm, names no licence; it is under MIT's. */
const NODE = /^node-(bin-)?(darwin|linux|win)-\w+$/

const licenceOf = ({ name, license }: Manifest) => {
  if (license === undefined && NODE.test(name)) return 'MIT'
  return typeof license === 'string' ? license : (license?.type ?? 'none')
}

const all = installed().map((folder) => {
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
