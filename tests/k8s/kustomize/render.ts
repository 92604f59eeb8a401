import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod'
import { at, containersOf, type Document, type Fields, fields, templateOf, text } from './document.ts'
import { Generator, generate, rename, suffixOf } from './generated.ts'
import { jsonPatch, type Operation } from './json-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

/*
 * As much of kustomize as our manifests use, so that they can be rendered where there is no kubectl. Where there is one,
 * render.test.ts compares: the documents must be the same, suffixes and all.
 *
 * Left out: everything that `Kustomization` below does not name; it is refused, never passed over.
 */

const Kustomization = z.strictObject({
  apiVersion: z.string(),
  kind: z.enum(['Kustomization', 'Component']),
  namespace: z.string().optional(),
  labels: z
    .array(z.strictObject({ pairs: z.record(z.string(), z.string()), includeTemplates: z.literal(true) }))
    .default([]),
  resources: z.array(z.string()).default([]),
  components: z.array(z.string()).default([]),
  configMapGenerator: z.array(Generator).default([]),
  secretGenerator: z.array(Generator).default([]),
  patches: z
    .array(
      z.strictObject({
        path: z.string().optional(),
        patch: z.string().optional(),
        target: z
          .strictObject({ kind: z.string(), name: z.string().optional(), labelSelector: z.string().optional() })
          .optional(),
      }),
    )
    .default([]),
  images: z
    .array(
      z.strictObject({
        name: z.string(),
        newName: z.string().optional(),
        newTag: z.string().optional(),
        digest: z.string().optional(),
      }),
    )
    .default([]),
})
type Kustomization = z.output<typeof Kustomization>
type Patch = Kustomization['patches'][number]

/** A document on its way, and whether its name shall tell its content. */
type Resource = { document: Document; hashed: boolean }

const CLUSTER_WIDE = new Set(['Namespace'])

const documentsIn = (file: string): Resource[] =>
  parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as Document | null)
    .filter((document) => document !== null)
    .map((document) => ({ document, hashed: false }))

const isSelected = ({ kind, metadata }: Document, target: NonNullable<Patch['target']>) => {
  if (kind !== target.kind) return false
  if (target.name !== undefined && !new RegExp(`^(?:${target.name})$`).test(metadata.name)) return false
  const [label, value] = target.labelSelector?.split('=') ?? []
  return label === undefined || fields(metadata.labels)[label] === value
}

const patched = (resources: Resource[], dir: string, { path, patch, target }: Patch): Resource[] => {
  const change = parse(path === undefined ? (patch ?? '') : readFileSync(join(dir, path), 'utf8')) as
    | Operation[]
    | Document
  const meant = Array.isArray(change) ? undefined : { kind: change.kind, name: change.metadata.name }
  const wanted = target ?? meant
  if (!wanted) throw new Error(`${dir}: a patch says of nothing what it changes`)
  const chosen = resources.filter(({ document }) => isSelected(document, wanted))
  if (chosen.length === 0) throw new Error(`${dir}: a patch finds no ${JSON.stringify(wanted)}`)
  return resources.flatMap((resource) => {
    if (!chosen.includes(resource)) return [resource]
    const { document } = resource
    const changed = Array.isArray(change) ? jsonPatch(document, change) : strategicMerge(document, change)
    return changed ? [{ ...resource, document: changed }] : []
  })
}

const generated = (resources: Resource[], dir: string, kind: 'ConfigMap' | 'Secret', generator: Generator) => {
  const document = generate(dir, kind, generator)
  const hashed = generator.options?.disableNameSuffixHash !== true
  if (generator.behavior === 'create') return [...resources, { document, hashed }]
  const before = resources.find(({ document: { kind: k, metadata } }) => k === kind && metadata.name === generator.name)
  if (!before) throw new Error(`${dir}: there is no ${kind} ${generator.name} to merge with`)
  before.document = { ...before.document, data: { ...fields(before.document.data), ...fields(document.data) } }
  return resources
}

const label = (document: Document, pairs: Fields) => {
  document.metadata.labels = { ...fields(document.metadata.labels), ...pairs }
  const template = templateOf(document)
  if (!template) return
  const metadata = fields(template.metadata)
  template.metadata = { ...metadata, labels: { ...fields(metadata.labels), ...pairs } }
  // A Job's and a CronJob's own metadata for what they make.
  const jobTemplate = at(document, 'spec', 'jobTemplate')
  if (jobTemplate === undefined) return
  const job = fields(jobTemplate)
  job.metadata = { ...fields(job.metadata), labels: { ...fields(fields(job.metadata).labels), ...pairs } }
}

const nameImages = (document: Document, images: Kustomization['images']) => {
  for (const container of containersOf(document)) {
    const image = images.find(({ name }) => text(container.image).split(/[:@]/)[0] === name)
    if (!image) continue
    const version = image.digest ? `@${image.digest}` : image.newTag ? `:${image.newTag}` : ''
    container.image = `${image.newName ?? image.name}${version}`
  }
}

/** What a folder adds to, and does with, the resources that are there already (none, unless it is a component). */
const accumulate = (dir: string, given: Resource[]): Resource[] => {
  const kustomization = Kustomization.parse(parse(readFileSync(join(dir, 'kustomization.yaml'), 'utf8')))
  let resources = [...given]
  for (const name of kustomization.resources) {
    const path = resolve(dir, name)
    resources.push(...(statSync(path).isDirectory() ? accumulate(path, []) : documentsIn(path)))
  }
  for (const name of kustomization.components) resources = accumulate(resolve(dir, name), resources)
  for (const generator of kustomization.configMapGenerator)
    resources = generated(resources, dir, 'ConfigMap', generator)
  for (const generator of kustomization.secretGenerator) resources = generated(resources, dir, 'Secret', generator)
  for (const patch of kustomization.patches) resources = patched(resources, dir, patch)
  for (const { document } of resources) {
    if (kustomization.namespace !== undefined && !CLUSTER_WIDE.has(document.kind))
      document.metadata.namespace = kustomization.namespace
    for (const { pairs } of kustomization.labels) label(document, pairs)
    nameImages(document, kustomization.images)
  }
  return resources
}

/** Renders the kustomization in `dir`: every document, generated ones under the name that tells their content. */
export const render = (dir: string): Document[] => {
  const resources = accumulate(resolve(dir), [])
  const documents = resources.map(({ document }) => document)
  for (const { document, hashed } of resources) {
    if (!hashed) continue
    const { kind, metadata } = document
    const named = `${metadata.name}-${suffixOf(document)}`
    for (const other of documents) rename(other, kind, metadata.name, named)
    metadata.name = named
  }
  return documents
}
