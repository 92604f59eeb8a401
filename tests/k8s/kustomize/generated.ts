import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { containersOf, type Document, type Fields, fields, list, podOf } from './document.ts'

/** What a generator of ConfigMaps or Secrets may say here; more is refused, since it would be passed over. */
export const Generator = z.strictObject({
  name: z.string(),
  behavior: z.enum(['create', 'merge']).default('create'),
  literals: z.array(z.string()).default([]),
  envs: z.array(z.string()).default([]),
  files: z.array(z.string()).default([]),
  options: z.strictObject({ disableNameSuffixHash: z.boolean() }).optional(),
})
export type Generator = z.output<typeof Generator>

const pair = (line: string): [string, string] => {
  const at = line.indexOf('=')
  if (at < 1) throw new Error(`"${line}" is no key=value`)
  return [line.slice(0, at), line.slice(at + 1)]
}

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))

const valuesOf = (dir: string, { literals, envs, files }: Generator) =>
  Object.fromEntries([
    ...literals.map(pair),
    ...envs.flatMap((env) => linesOf(join(dir, env)).map(pair)),
    ...files.map((file): [string, string] => [basename(file), readFileSync(join(dir, file), 'utf8')]),
  ])

/** kustomize breaks what is long into lines of seventy characters, and its suffix counts them. */
const base64 = (value: string) => {
  const encoded = Buffer.from(value).toString('base64')
  return encoded.length < 70 ? encoded : encoded.replaceAll(/.{1,70}/g, '$&\n')
}

/** A ConfigMap or Secret as its generator describes it. */
export const generate = (dir: string, kind: 'ConfigMap' | 'Secret', generator: Generator): Document => {
  const values = valuesOf(dir, generator)
  const metadata = { name: generator.name }
  if (kind === 'ConfigMap') return { apiVersion: 'v1', kind, metadata, data: values }
  const encoded = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, base64(value)]))
  return { apiVersion: 'v1', kind, metadata, type: 'Opaque', data: encoded }
}

const sorted = (values: Fields) => Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const LETTERS: Record<string, string> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }

/** The suffix kustomize gives: ten characters from the content, without those that could spell or mislead. */
export const suffixOf = ({ kind, data, type }: Document): string => {
  // kustomize leaves the name empty here: what is in it decides alone.
  const content = { data: sorted(fields(data)), kind, name: '', ...(kind === 'Secret' ? { type } : {}) }
  const json = JSON.stringify(content).replaceAll(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
  const digest = createHash('sha256').update(json).digest('hex').slice(0, 10)
  return Array.from(digest, (digit) => LETTERS[digit] ?? digit).join('')
}

/** Gives what a pod takes its variables and files from its new name, wherever the pod names it. */
export const rename = (document: Document, kind: string, from: string, to: string) => {
  const secret = kind === 'Secret'
  const change = (holder: Fields, field = 'name') => {
    if (holder[field] === from) holder[field] = to
  }
  for (const container of containersOf(document)) {
    for (const source of list(container.envFrom)) change(fields(fields(source)[secret ? 'secretRef' : 'configMapRef']))
    for (const variable of list(container.env))
      change(fields(fields(fields(variable).valueFrom)[secret ? 'secretKeyRef' : 'configMapKeyRef']))
  }
  for (const volume of list(podOf(document)?.volumes)) {
    if (secret) change(fields(fields(volume).secret), 'secretName')
    else change(fields(fields(volume).configMap))
  }
}
