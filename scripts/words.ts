import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

// `bun run words` gathers the words of the pages for the translators. With `--check` it changes nothing and says what is not so:
// words that were not gathered, and words that have no translation.

const root = resolve(import.meta.dirname, '..')
const lingui = join(dirname(createRequire(import.meta.url).resolve('@lingui/cli')), 'lingui.js')

const files = () => globSync('web/src/words/*/*.po', { cwd: root }).toSorted()
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const gather = () =>
  execFileSync(
    process.execPath,
    [lingui, 'extract', '--clean', '--workers', '1', '--config', join(root, 'web/lingui.config.ts')],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
  )

/** The messages of a catalogue, each with its translation. Long ones stand on several lines. */
export const messagesIn = (po: string): { id: string; translation: string }[] =>
  po.split('\n\n').flatMap((entry) => {
    const field = (name: string) => {
      const [, written = ''] = new RegExp(`^${name} ((?:".*"\n?)+)`, 'm').exec(entry) ?? []
      return written
        .split('\n')
        .map((line) => line.slice(1, -1))
        .join('')
    }
    const id = field('msgid')
    return id === '' ? [] : [{ id, translation: field('msgstr') }]
  })

const check = (): string[] => {
  const before = new Map(files().map((file) => [file, read(file)]))
  try {
    gather()
    return [...before].flatMap(([file, written]) => {
      const gathered = new Set(messagesIn(read(file)).map(({ id }) => id))
      const known = messagesIn(written)
      const unknown = [...gathered].filter((id) => known.every((message) => message.id !== id))
      return [
        ...unknown.map((id) => `${file}: not gathered: ${id}`),
        ...known.filter(({ id }) => !gathered.has(id)).map(({ id }) => `${file}: said nowhere any more: ${id}`),
        ...known.filter(({ translation }) => translation === '').map(({ id }) => `${file}: not translated: ${id}`),
      ]
    })
  } finally {
    for (const [file, written] of before) writeFileSync(join(root, file), written)
  }
}

if (process.argv.includes('--check')) {
  const wrong = check()
  for (const line of wrong) console.error(line)
  if (wrong.length > 0) console.error(`${wrong.length} wrong; \`bun run words\` gathers`)
  else console.log('every word is gathered and translated')
  process.exitCode = wrong.length > 0 ? 1 : 0
} else {
  console.log(gather())
}
