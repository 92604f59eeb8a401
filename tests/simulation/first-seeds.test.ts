import { runSeeds } from './seeds.ts'

// Two files of forty seeds each, because there are two cores; `bun run simulate --seeds N` tells as many as you like.
runSeeds(1, 40)
