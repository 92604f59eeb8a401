import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const home = resolve(import.meta.dirname, '..', '..')
export const modules = join(home, 'node_modules')

export type Manifest = {
  name: string
  version: string
  license?: string | { type?: string }
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  trustedDependencies?: string[]
}

export const read = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const within = (folder: string): string[] => {
  const nested = join(folder, 'node_modules')
  const own = existsSync(join(folder, 'package.json')) ? [folder] : []
  return [...own, ...(existsSync(nested) ? installed(nested) : [])]
}

/** Every installed package's folder, those inside others included. */
export const installed = (at: string = modules): string[] =>
  readdirSync(at, { withFileTypes: true }).flatMap(({ name }) => {
    if (name.startsWith('.')) return []
    const folder = join(at, name)
    return name.startsWith('@') ? readdirSync(folder).flatMap((inner) => within(join(folder, inner))) : within(folder)
  })
