import { runSeeds } from './seeds.ts'

runSeeds(21, 180)
runSeeds(221, 20, { lose: true })
