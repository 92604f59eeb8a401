import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzz, operations } from './fuzz.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.network[Symbol.asyncDispose]())

test('whatever is asked of whatever endpoint, nothing breaks, nothing leaks, and all is as described', async () => {
  expect(operations.length).toBeGreaterThan(65)
  expect(await fuzz(scene, operations, 6, 1)).toEqual([])
})
