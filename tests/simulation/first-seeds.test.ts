import { runSeeds } from './seeds.ts'

// `more-seeds.long.test.ts` has more of them, and `bun run simulate --seeds N` as many as you like.
runSeeds(1, 20)

// A broker that breaks its word, which QStash promises not to do.
runSeeds(201, 20, { lose: true })
