import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

// Fails when a page names a file, folder, script or link that is not there, so that the map cannot rot.

const root = resolve(import.meta.dirname, '..')
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.holdfast', '.wrangler'])

const pages = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return []
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return pages(path)
    return entry.name.endsWith('.md') ? [path] : []
  })

const scripts = new Set(Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts))
const top = new Set(readdirSync(root))

/** Backticked words that look like a path of ours: they begin with a folder or file of the top level. */
const isPath = (word: string) => /^[\w.-]+(\/[\w.$-]+)*\/?$/.test(word) && top.has(word.split('/')[0] ?? '')

const wrong: string[] = []
for (const page of pages(root)) {
  const text = readFileSync(page, 'utf8')
  const name = relative(root, page)
  for (const [, word = ''] of text.matchAll(/`([^`\n]+)`/g)) {
    const script = /^(?:bun|npm) run ([\w:-]+)/.exec(word)?.[1]
    if (script !== undefined && !scripts.has(script)) wrong.push(`${name}: there is no script ${script}`)
    if (isPath(word) && !existsSync(join(root, word))) wrong.push(`${name}: there is no ${word}`)
  }
  for (const [, link = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(link)) continue
    if (!existsSync(resolve(page, '..', link))) wrong.push(`${name}: the link ${link} leads nowhere`)
  }
}

for (const line of wrong) console.error(line)
console.log(wrong.length === 0 ? 'every page names what is there' : `${wrong.length} wrong`)
process.exitCode = wrong.length === 0 ? 0 : 1
