import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { home, modules, read } from './installed.ts'

/** Where Node would find a package from here. */
const find = (name: string, from: string): string | undefined => {
  for (let at = from; at.length >= modules.length; at = resolve(at, '..')) {
    const folder = join(at.endsWith('node_modules') ? at : join(at, 'node_modules'), name)
    if (existsSync(join(folder, 'package.json'))) return folder
  }
  return undefined
}

const SPECIFIER = /(?:from|import)\s*\(?\s*'([^'.#/][^']*)'/g
const nameOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** The packages that the pages import, by name. */
const inPages = (): string[] => {
  const folder = join(home, 'web', 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => /(?<!\.test)\.(tsx?|css)$/.test(file))
  const all = sources.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(SPECIFIER)])
  return [...new Set(all.map(([, specifier = '']) => nameOf(specifier)))].filter((name) => !name.startsWith('node:'))
}

/**
 * The folders of all packages of which something runs in production: what the services depend on, what the pages are built from,
 * and what these need. To package.json the pages' libraries are tools, since containers do without them; a browser is sent
 * them all the same.
 */
export const deployed = (): Set<string> => {
  const reached = new Set<string>()
  const follow = (names: readonly string[], from: string) => {
    for (const name of names) {
      const folder = find(name, from)
      // What is optional and not for this machine is not there.
      if (!folder || reached.has(folder)) continue
      reached.add(folder)
      const { dependencies, optionalDependencies } = read(folder)
      follow(Object.keys({ ...dependencies, ...optionalDependencies }), folder)
    }
  }
  follow([...Object.keys(read(home).dependencies ?? {}), ...inPages()], modules)
  return reached
}
