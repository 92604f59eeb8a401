import * as z from 'zod'

export type NeonProject = {
  apiKey: string
  project: string
  /** Another address than Neon's own, for tests. */
  apiUrl?: string
}

const Branch = z.object({ id: z.string(), name: z.string() })
const Branches = z.object({ branches: z.array(Branch) })
const Made = z.object({ branch: Branch })
const Uri = z.object({ uri: z.url() })

const PATIENCE_MS = 30_000

/** Branches of one Neon project, through its public API: what a preview needs of it and nothing else. */
export const neonBranches = ({ apiKey, project, apiUrl = 'https://console.neon.tech' }: NeonProject) => {
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${apiUrl}/api/v2/projects/${encodeURIComponent(project)}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json', 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`Neon answered ${response.status} to ${method} ${path.split('?')[0]}`)
    return response.json()
  }
  const find = async (name: string) => {
    const { branches } = Branches.parse(await ask('GET', `/branches?search=${encodeURIComponent(name)}`))
    return branches.find((branch) => branch.name === name)
  }
  return {
    /** The branch of this name, made from `parent` where there is none yet; resolves to its id. */
    open: async (name: string, parent: string) => {
      const known = await find(name)
      if (known) return known.id
      const from = await find(parent)
      if (!from) throw new Error(`there is no branch ${parent} in Neon: previews are made from it`)
      const made = await ask('POST', '/branches', {
        branch: { name, parent_id: from.id },
        endpoints: [{ type: 'read_write' }],
      })
      return Made.parse(made).branch.id
    },
    /** The owner's connection string, without the pooler. */
    address: async (branch: string, { database, role }: { database: string; role: string }) => {
      const query = new URLSearchParams({
        branch_id: branch,
        database_name: database,
        role_name: role,
        pooled: 'false',
      })
      return Uri.parse(await ask('GET', `/connection_uri?${query}`)).uri
    },
    /** Takes the branch away with all that is in it; nothing happens where there is none. */
    close: async (name: string) => {
      const known = await find(name)
      if (known) await ask('DELETE', `/branches/${known.id}`)
    },
  }
}
