import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments, stringify } from 'yaml'

// `bun run k8s:part <part> < rendered.yaml`: the documents that are applied in one step. The database and what it needs come first,
// then the migrations, then everything; `comparable` is everything but secrets, for `kubectl diff` by who does not know them.

const BEFORE_MIGRATIONS = new Set([
  ...['Namespace', 'Secret', 'ExternalSecret', 'ConfigMap', 'NetworkPolicy', 'CiliumNetworkPolicy'],
  ...['ObjectStore', 'Cluster', 'ScheduledBackup'],
])

const parts: Record<string, (kind: string) => boolean> = {
  database: (kind) => BEFORE_MIGRATIONS.has(kind),
  migrations: (kind) => kind === 'Job',
  services: (kind) => kind !== 'Job',
  comparable: (kind) => kind !== 'Secret' && kind !== 'Job',
}

/** The documents of a rendered overlay that belong to that part, as text again. Throws where there is no such part. */
export const partOf = (rendered: string, name: string): string => {
  const part = parts[name]
  if (!part) throw new Error(`say which part: ${Object.keys(parts).join(', ')}`)
  const documents = parseAllDocuments(rendered).map((one) => one.toJS() as { kind: string })
  const chosen = documents.filter(({ kind }) => part(kind))
  return chosen.map((one) => stringify(one, { lineWidth: 0 })).join('---\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(partOf(readFileSync(0, 'utf8'), process.argv[2] ?? ''))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
