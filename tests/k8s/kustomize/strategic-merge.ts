import { type Document, fields, isFields, type Json } from './document.ts'

/** Lists whose elements are told apart by a field of theirs; every other list is replaced as a whole. */
const KEYS: Record<string, readonly string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  topologySpreadConstraints: ['topologyKey'],
  ports: ['containerPort', 'port'],
}
/** Only of these does kustomize know the lists; what an operator has defined, it does not. */
const KNOWN = new Set(['Deployment', 'Job', 'CronJob', 'Service', 'NetworkPolicy', 'PodDisruptionBudget'])

const keyOf = (name: string, elements: Json[]) => KEYS[name]?.find((key) => elements.some((one) => key in fields(one)))

const mergeLists = (name: string, base: Json[], patch: Json[], known: boolean): Json[] => {
  const key = known ? keyOf(name, [...base, ...patch]) : undefined
  if (key === undefined) return patch
  const idOf = (element: Json) => fields(element)[key]
  const named = patch.map((element) => {
    const before = base.find((one) => idOf(one) === idOf(element))
    return before === undefined ? element : merge(before, element, known)
  })
  // What a patch names comes first, in the patch's order.
  return [...named, ...base.filter((one) => !patch.some((element) => idOf(element) === idOf(one)))]
}

const merge = (base: Json | undefined, patch: Json, known: boolean, name = ''): Json => {
  if (Array.isArray(patch)) return mergeLists(name, Array.isArray(base) ? base : [], patch, known)
  if (!isFields(patch)) return patch
  const merged = { ...fields(base) }
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field]
    else merged[field] = merge(merged[field], value, known, field)
  }
  return merged
}

/** `null` takes a field away. Returns undefined when the patch deletes the document. */
export const strategicMerge = (document: Document, patch: Document): Document | undefined => {
  if (patch.$patch === 'delete') return undefined
  // A patch for a selection names nobody in particular: kind and name stay what they were.
  const { apiVersion, kind, metadata, ...rest } = patch
  const { name: _, ...about } = metadata
  const merged = merge(document, { ...rest, metadata: about }, KNOWN.has(document.kind))
  return merged as Document
}
