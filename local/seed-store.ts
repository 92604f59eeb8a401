import { seed } from '#local/seed'

// `bun run seed [address]`: people and events for a store that runs and has none yet.

const url = process.argv[2] ?? 'http://localhost:8787'
console.log(
  (await seed(url)) ? `${url} has people and events now` : `${url} has its people already; nothing was changed`,
)
