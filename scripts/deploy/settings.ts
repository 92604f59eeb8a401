import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { roleUrl, schemas } from '#drizzle/migrate'
import { passwordName } from '../keys/make.ts'
import type { Target } from './target.ts'

/** Everything that is configured, by the names that the services and the vendors use. Nothing of it is ever printed. */
export type Settings = Readonly<Record<string, string>>

type Sources = {
  /** An env file that has to be there. */
  file?: string | undefined
  /** An env file that counts where it exists. */
  fileIfAny?: string
  /** The process's own environment, which wins. */
  given?: Record<string, string | undefined>
}

const textOf = async ({ file, fileIfAny }: Sources) => {
  if (file !== undefined) {
    return readFile(file, 'utf8').catch(() => {
      throw new Error(`${file} cannot be read`)
    })
  }
  return fileIfAny === undefined ? '' : readFile(fileIfAny, 'utf8').catch(() => '')
}

/** What is set, from an env file and the environment; an empty value counts as none. */
export const readSettings = async (sources: Sources): Promise<Settings> => {
  const all = { ...parseEnv(await textOf(sources)), ...(sources.given ?? process.env) }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])))
}

const isUrl = (text: string | undefined): text is string => text !== undefined && URL.canParse(text)

/** Where each service's role logs in, made of the owner's address and the passwords where it is not given by itself. */
const databaseUrls = (settings: Settings) => {
  const { DATABASE_URL: owner } = settings
  if (!isUrl(owner)) return {}
  return Object.fromEntries(
    schemas.flatMap((schema) => {
      const password = settings[passwordName(schema)]
      return password === undefined ? [] : [[`${schema.toUpperCase()}_DATABASE_URL`, roleUrl(owner, schema, password)]]
    }),
  )
}

/** Settings with all that follows from others; what was given by itself stays as it was given. */
export const complete = (settings: Settings): Settings => {
  const { PUBLIC_URL: store } = settings
  const messages = isUrl(store) ? { MESSAGES_URL: `${new URL(store).origin}/api/{service}/messages` } : {}
  return { ...messages, ...databaseUrls(settings), ...settings }
}

/** A preview's address follows from its name where the account's part of workers.dev is known. */
export const addressOf = ({ env, suffix }: Target, { PUBLIC_URL, WORKERS_SUBDOMAIN }: Settings): Settings =>
  env === 'preview' && !PUBLIC_URL && WORKERS_SUBDOMAIN
    ? { PUBLIC_URL: `https://holdfast-gateway${suffix}.${WORKERS_SUBDOMAIN}.workers.dev` }
    : {}
