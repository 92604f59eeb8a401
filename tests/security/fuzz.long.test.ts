import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzz, operations } from './fuzz.ts'
import { openScene, type Scene } from './scene.ts'

// FUZZ_SEED and FUZZ_RUNS ask something else, or more.
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
const RUNS = Number(process.env.FUZZ_RUNS ?? 60)

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.network[Symbol.asyncDispose]())

test.each(operations)('$name', { timeout: 600_000 }, async (operation) => {
  expect(await fuzz(scene, [operation], RUNS, SEED), `FUZZ_SEED=${SEED}`).toEqual([])
})
