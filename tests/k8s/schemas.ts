import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Document, fields, text, titleOf } from './kustomize/document.ts'

/*
 * What may stand in a document is told by kubernetes-models, which is generated from the vendors' own OpenAPI and CRDs, in two
 * ways: its types refuse what is unknown or of another kind (a document is written down as TypeScript and compiled), and its
 * validators refuse what is missing, out of range or in the wrong format.
 */

const root = resolve(import.meta.dirname, '../..')

/** Who describes a group of kinds. What is in no package is described below, as far as we use it. */
const PACKAGES: Record<string, string> = {
  v1: 'kubernetes-models/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'batch/v1': 'kubernetes-models/batch/v1',
  'policy/v1': 'kubernetes-models/policy/v1',
  'autoscaling/v2': 'kubernetes-models/autoscaling/v2',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'gateway.networking.k8s.io/v1': '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
  'cert-manager.io/v1': '@kubernetes-models/cert-manager/cert-manager.io/v1',
  'postgresql.cnpg.io/v1': '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1',
  'external-secrets.io/v1': '@kubernetes-models/external-secrets/external-secrets.io/v1',
}

const OWN = `
type Named = { name: string; namespace?: string; labels?: Record<string, string> }
type Key = { name: string; key: string }
/** https://cloudnative-pg.io/plugin-barman-cloud/docs/plugin-barman-cloud.v1/ */
export interface IObjectStore {
  apiVersion: 'barmancloud.cnpg.io/v1'
  kind: 'ObjectStore'
  metadata: Named
  spec: {
    retentionPolicy?: string
    configuration: {
      destinationPath: string
      endpointURL?: string
      s3Credentials?: { accessKeyId?: Key; secretAccessKey?: Key }
      wal?: { compression?: 'gzip' | 'bzip2' | 'snappy' }
      data?: { compression?: 'gzip' | 'bzip2' | 'snappy' }
    }
  }
}
type Entity = 'ingress' | 'kube-apiserver'
type ToPorts = { ports: { port: string; protocol: 'TCP' | 'UDP' }[] }
/** https://docs.cilium.io/en/stable/security/policy/language/ */
export interface ICiliumNetworkPolicy {
  apiVersion: 'cilium.io/v2'
  kind: 'CiliumNetworkPolicy'
  metadata: Named
  spec: {
    endpointSelector: { matchLabels: Record<string, string> }
    ingress?: { fromEntities: Entity[]; toPorts: ToPorts[] }[]
    egress?: { toEntities: Entity[]; toPorts: ToPorts[] }[]
  }
}
`

const moduleOf = ({ apiVersion }: Document) => PACKAGES[apiVersion] ?? './own.ts'

/** Every complaint of the types, with the document it is about. Unknown fields are complaints. */
export const complaintsOfTypes = (documents: readonly Document[]): string[] => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const dir = mkdtempSync(join(root, 'node_modules/.cache/k8s-'))
  try {
    writeFileSync(join(dir, 'own.ts'), OWN)
    documents.forEach((document, index) => {
      const type = `I${document.kind}`
      const lines = [`import type { ${type} } from '${moduleOf(document)}'`]
      writeFileSync(
        join(dir, `${index}.ts`),
        [...lines, `export const it: ${type} = ${JSON.stringify(document, null, 2)}`].join('\n'),
      )
    })
    const compilerOptions = {
      ...{ target: 'ES2024', module: 'ESNext', moduleResolution: 'Bundler', strict: true, noEmit: true },
      ...{ skipLibCheck: true, allowImportingTsExtensions: true, types: [] },
    }
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', dir, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    const complaints = [...stdout.matchAll(/(\d+)\.ts\(\d+,\d+\): error TS\d+: (.*)/g)].map(([, index, words]) => {
      const about = documents[Number(index)]
      return `${about ? titleOf(about) : index}: ${words}`
    })
    if (status !== 0 && complaints.length === 0) throw new Error(`the compiler failed otherwise: ${stdout}`)
    return complaints
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Kubernetes reads over the line breaks that kustomize puts into what is long; the validator does not. */
const unbroken = (document: Document): Document => {
  if (document.kind !== 'Secret') return document
  const data = Object.entries(fields(document.data)).map(([key, value]) => [key, text(value).replaceAll('\n', '')])
  return { ...document, data: Object.fromEntries(data) }
}

type Model = new (data: Document) => { validate(): void }

/** Every complaint of the validators: what is missing, out of range, or in the wrong format. */
export const complaintsOfValidators = async (documents: readonly Document[]): Promise<string[]> => {
  const complaints: string[] = []
  for (const document of documents) {
    const name = PACKAGES[document.apiVersion]
    if (name === undefined) continue
    const models = (await import(name)) as Record<string, Model>
    const model = models[document.kind]
    if (!model) throw new Error(`${name} knows no ${document.kind}`)
    try {
      new model(unbroken(document)).validate()
    } catch (error) {
      complaints.push(`${titleOf(document)}: ${error instanceof Error ? error.message : error}`)
    }
  }
  return complaints
}
