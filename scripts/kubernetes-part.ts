import { readFileSync } from 'node:fs'
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

const part = parts[process.argv[2] ?? '']
if (!part) {
  console.error(`say which part: ${Object.keys(parts).join(', ')}`)
  process.exitCode = 1
} else {
  const documents = parseAllDocuments(readFileSync(0, 'utf8')).map((one) => one.toJS() as { kind: string })
  const chosen = documents.filter(({ kind }) => part(kind))
  process.stdout.write(chosen.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'))
}
