import { stringify } from 'yaml'
import type { Keys } from './make.ts'

export const formats = ['env', 'json', 'kubernetes'] as const
export type Format = (typeof formats)[number]

// None of our values has a quote in it; one that came from elsewhere and has must not end the line early.
const line = (name: string, value: string) => {
  if (value.includes("'") || value.includes('\n')) throw new Error(`${name} cannot be written in an env file`)
  return `${name}='${value}'\n`
}

/**
 * Keys as text: `env` for .env.production, .dev.vars and `gh secret set --env-file`; `json` for `wrangler secret bulk`;
 * `kubernetes` for `kubectl apply`.
 */
export const writeKeys = (keys: Keys, format: Format): string => {
  switch (format) {
    case 'env':
      return Object.entries(keys)
        .map(([name, value]) => line(name, value))
        .join('')
    case 'json':
      return `${JSON.stringify(keys, null, 2)}\n`
    case 'kubernetes':
      return stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'holdfast-keys' },
        type: 'Opaque',
        stringData: keys,
      })
  }
}
