import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where to deploy: production, the one preview that stays, or a preview of a pull request's own. */
export type Target = {
  env: 'production' | 'preview'
  /** What names it, in paths and for people. */
  name: string
  /** What comes after a worker's name. */
  suffix: string
}

const OWN_NAME = /^[a-z][a-z0-9-]{0,29}$/

/** The target that `--env` and `--name` say; throws what is wrong with them. */
export const readTarget = (env = 'production', name?: string): Target => {
  if (env !== 'production' && env !== 'preview') throw new Error(`--env is production or preview, not ${env}`)
  if (name === undefined) return { env, name: env, suffix: env === 'preview' ? '-preview' : '' }
  if (env !== 'preview') throw new Error('--name is for previews: bun run deploy --env preview --name pr-12')
  if (!OWN_NAME.test(name)) throw new Error('--name is of small letters, digits and dashes, 30 at the most')
  return { env, name, suffix: `-${name}` }
}

/** Where what a deployment makes and remembers is kept. */
export const folderOf = (target: Target, base = join(root, '.holdfast', 'deploy')) => join(base, target.name)

/** The env file that counts for a target where no other is named. */
export const envFileOf = ({ env }: Target) => join(root, `.env.${env}`)
