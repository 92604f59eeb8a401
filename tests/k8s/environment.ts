import { images } from '../../scripts/images.ts'
import { containersOf, type Document, type Fields, fields, list, text } from './kustomize/document.ts'

/** What a container is given, as the kubelet puts it together. `missing` are keys that nobody holds. */
export type Environment = { given: Record<string, string>; missing: string[]; expanded: Set<string> }

/** What operators make by themselves, by the kind and name they are made for. */
const madeFor = (document: Document): Record<string, string[]> => {
  const { kind, metadata } = document
  if (kind === 'Cluster')
    return { [`${metadata.name}-app`]: ['uri', 'username', 'password'], [`${metadata.name}-ca`]: ['ca.crt'] }
  if (kind !== 'ExternalSecret') return {}
  const keys = list(fields(document.spec).data).map((entry) => text(fields(entry).secretKey))
  return { [text(fields(fields(document.spec).target).name)]: keys }
}

export type Holdings = { config: Map<string, Fields>; secrets: Map<string, Record<string, string>> }

const decoded = (data: Fields) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(text(value), 'base64').toString()]))

/** Every ConfigMap and Secret there will be. What an operator will fill in is known by its keys; `fill` says what with. */
export const holdingsOf = (
  documents: readonly Document[],
  fill = (secret: string, key: string) => `${secret}/${key}`,
) => {
  const config = new Map<string, Fields>()
  const secrets = new Map<string, Record<string, string>>()
  for (const document of documents) {
    if (document.kind === 'ConfigMap') config.set(document.metadata.name, fields(document.data))
    if (document.kind === 'Secret') secrets.set(document.metadata.name, decoded(fields(document.data)))
    for (const [name, keys] of Object.entries(madeFor(document)))
      secrets.set(name, Object.fromEntries(keys.map((key) => [key, fill(name, key)])))
  }
  return { config, secrets } satisfies Holdings
}

/**
 * The variables of a container: first what comes by envFrom, then each by name, in which $(…) stands for one named before it.
 * envFrom is not seen by $(…): that is how the kubelet does it.
 */
export const environmentOf = (container: Fields, { config, secrets }: Holdings): Environment => {
  const missing: string[] = []
  const expanded = new Set<string>()
  const named: Record<string, string> = {}
  const from: Record<string, string> = {}
  const held = (kind: 'ConfigMap' | 'Secret', name: string, key: string) => {
    const value = kind === 'ConfigMap' ? config.get(name)?.[key] : secrets.get(name)?.[key]
    if (value === undefined) missing.push(`${kind} ${name} has no ${key}`)
    return text(value)
  }
  for (const source of list(container.envFrom).map(fields)) {
    const name = text(fields(source.configMapRef).name)
    const values = config.get(name)
    if (!values) missing.push(`there is no ConfigMap ${name}`)
    for (const [key, value] of Object.entries(values ?? {})) from[key] = text(value)
  }
  for (const variable of list(container.env).map(fields)) {
    const { configMapKeyRef, secretKeyRef } = fields(variable.valueFrom)
    const [kind, ref] = configMapKeyRef
      ? (['ConfigMap', configMapKeyRef] as const)
      : (['Secret', secretKeyRef] as const)
    named[text(variable.name)] = ref
      ? held(kind, text(fields(ref).name), text(fields(ref).key))
      : text(variable.value).replaceAll(/\$\((\w+)\)/g, (whole, name: string) => {
          expanded.add(name)
          if (!(name in named)) missing.push(`${whole} is not named before ${text(variable.name)}`)
          return named[name] ?? whole
        })
  }
  return { given: { ...from, ...named }, missing, expanded }
}

/** The one container of what makes pods of ours. */
export const appOf = (document: Document): Fields => {
  const [container, another] = containersOf(document)
  if (!container || another) throw new Error(`${document.kind} ${document.metadata.name} has not one container`)
  return container
}

/** Which of our images a container runs; undefined for somebody else's. */
export const imageOf = (container: Fields): string | undefined => {
  const [, name = ''] = /([\w-]+)[:@][^/]*$/.exec(text(container.image)) ?? []
  return Object.keys(images).find((image) => name === image || name === `holdfast-${image}`)
}
