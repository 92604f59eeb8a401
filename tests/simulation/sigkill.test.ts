import { expect, inject, test } from 'vitest'
import { sigkill } from './sigkill.ts'

test('services are killed with SIGKILL while people buy, and everything adds up', async () => {
  const { breaches, kills, orders, paid } = await sigkill({
    postgres: inject('postgres'),
    seed: 1,
    buyers: 5,
    purchases: 10,
  })
  expect(breaches).toEqual([])
  expect(kills).toBeGreaterThan(2)
  expect(orders).toBeGreaterThan(6)
  expect(paid).toBeGreaterThan(0)
})
