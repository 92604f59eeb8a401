import { runSeeds } from './seeds.ts'

runSeeds(101, 100)

// A broker that breaks its word, which QStash promises not to do.
runSeeds(201, 40, { lose: true })
