import { defineConfig } from 'drizzle-kit'

/** Where a service's tables are described and where their migrations go. Paths are read from the top folder. */
export const service = (name: string) =>
  defineConfig({ dialect: 'postgresql', schema: `./workers/${name}/store/schema.ts`, out: `./drizzle/${name}` })
