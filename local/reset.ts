import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { dataDir, holderOf } from '#local/postgres'

// `bun run reset`: forgets everything the local store has kept. Refuses while the store is running.

const dir = resolve(process.env.HOLDFAST_DIR ?? '.holdfast')
const postgres = join(dir, 'postgres')
const holder = await holderOf(postgres)
if (holder !== undefined) {
  console.error(`${dir} is in use by process ${holder}; stop the store first`)
  process.exitCode = 1
} else {
  await rm(await dataDir(postgres), { recursive: true, force: true })
  await rm(dir, { recursive: true, force: true })
  console.log(`${dir} is gone; the next start makes a new one`)
}
