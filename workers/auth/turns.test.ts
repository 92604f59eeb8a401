import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

const never = () => new Promise<never>(() => {})
const nap = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

test('no more than the places work at once, and everybody gets a turn', async () => {
  const turn = createTurns({ places: 3 })
  let now = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++now)
    await nap(5)
    now--
  }
  await Promise.all(Array.from({ length: 20 }, () => turn(work)))
  expect(most).toBe(3)
})

test('who waits too long is sent away, to come again', async () => {
  const turn = createTurns({ places: 1, patienceMs: 40 })
  void turn(never)
  await expect(turn(async () => 'done')).rejects.toMatchObject({ slug: 'unavailable', headers: { 'Retry-After': '2' } })
})

test('work that fails gives its place back', async () => {
  const turn = createTurns({ places: 1, patienceMs: 0 })
  await expect(turn(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turn(async () => 'done')).toBe('done')
})

test('a place that was never given back is free after its lease', async () => {
  const turn = createTurns({ places: 1, leaseMs: 30 })
  void turn(never)
  expect(await turn(async () => 'done')).toBe('done')
})
