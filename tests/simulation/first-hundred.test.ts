import { runSeeds } from './seeds.ts'

// Two files of a hundred seeds each, because there are two cores.
runSeeds(1, 100)
