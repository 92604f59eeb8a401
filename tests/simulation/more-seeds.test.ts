import { runSeeds } from './seeds.ts'

runSeeds(101, 40)

// A broker that breaks its word, which QStash promises not to do.
runSeeds(201, 20, { lose: true })
