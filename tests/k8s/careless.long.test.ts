import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { EventShown } from '#local/person'
import { whileBusy } from './busy.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let event: EventShown

beforeAll(async () => {
  cluster = await startCluster(inject('postgres'))
  event = await (await cluster.person('Sel')).lists({ quantity: 2000, price: 2500 })
})
afterAll(() => cluster?.stop())

// On a slow machine a replica may happen to leave while nobody is talking to it.
const MOST_TIMES = 10

test('control: replicas that leave without hook and drain do turn people away', async () => {
  await cluster.scaleDown('orders')
  await cluster.scaleUp('orders', 'careless')
  const turnedAway: string[] = []
  for (let times = 0; turnedAway.length === 0 && times < MOST_TIMES; times++)
    turnedAway.push(...(await whileBusy(cluster, event, () => cluster.rollOut('orders', 'careless'))).refused)
  expect(turnedAway.length).toBeGreaterThan(0)
})
