/** A Kubernetes document as YAML gives it. */
export type Json = null | boolean | number | string | Json[] | Fields
export type Fields = { [key: string]: Json }
export type Document = Fields & { apiVersion: string; kind: string; metadata: Fields & { name: string } }

export const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const fields = (value: Json | undefined): Fields => (isFields(value) ? value : {})
export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Follows a path of names: `at(doc, 'spec', 'template')`. */
export const at = (value: Json | undefined, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((found, name) => fields(found)[name], value)

/** `Deployment/orders`. */
export const titleOf = ({ kind, metadata }: Document) => `${kind}/${metadata.name}`

/** Where the description of a pod lies in each kind that makes pods. */
const TEMPLATES: Record<string, string[]> = {
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

/** The pod template of what makes pods; undefined for everything else. */
export const templateOf = (document: Document): Fields | undefined => {
  const path = TEMPLATES[document.kind]
  return path && fields(at(document, ...path))
}

export const podOf = (document: Document): Fields | undefined => {
  const template = templateOf(document)
  return template && fields(template.spec)
}

export const containersOf = (document: Document): Fields[] => list(podOf(document)?.containers).map(fields)
