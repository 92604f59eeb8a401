import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { createLog } from '#shared/log'
import { type HoldQueueOptions, holdQueue } from './hold-queue.ts'
import type { HoldAnswer, HoldRequest } from './orders.ts'

const log = createLog({}, () => {})

const asking = (key: string): HoldRequest => ({
  order: newId('order'),
  message: newId('message'),
  buyer: newId('account'),
  event: newId('event'),
  items: [{ ticketType: newId('ticketType'), quantity: 1 }],
  key,
  fingerprint: 'f',
  traceparent: '',
})

const said = (request: HoldRequest): HoldAnswer => ({ outcome: 'sold-out', detail: request.key })

/** A database whose calls end when the test says so. */
const slowDatabase = (answer: (requests: readonly HoldRequest[]) => HoldAnswer[] = (all) => all.map(said)) => {
  const calls: { keys: string[]; end(): void }[] = []
  const holdAll: HoldQueueOptions['holdAll'] = (requests) =>
    new Promise((resolve, reject) => {
      const end = () => {
        try {
          resolve(answer(requests))
        } catch (error) {
          reject(error)
        }
      }
      calls.push({ keys: requests.map(({ key }) => key), end })
    })
  return { calls, holdAll }
}

const endAll = async (calls: { end(): void }[]) => {
  for (let done = 0; done < calls.length; done++) {
    calls[done]?.end()
    await new Promise((next) => setImmediate(next))
  }
}

test('the first leaves at once; who comes meanwhile leaves together; everybody gets their own answer', async () => {
  const { calls, holdAll } = slowDatabase()
  const hold = holdQueue({ holdAll, log, lanes: 1 })
  const asked = ['a', 'b', 'c', 'd'].map((key) => hold(asking(key)))
  expect(calls.map(({ keys }) => keys)).toEqual([['a']])
  await endAll(calls)
  expect(calls.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c', 'd']])
  expect((await Promise.all(asked)).map((answer) => 'detail' in answer && answer.detail)).toEqual(['a', 'b', 'c', 'd'])
})

test('no call carries more than it may, and no more calls are under way than lanes', async () => {
  const { calls, holdAll } = slowDatabase()
  const hold = holdQueue({ holdAll, log, lanes: 2, batch: 3 })
  const asked = Array.from({ length: 10 }, (_, index) => hold(asking(String(index))))
  expect(calls).toHaveLength(2)
  await endAll(calls)
  await Promise.all(asked)
  expect(calls.map(({ keys }) => keys.length)).toEqual([1, 1, 3, 3, 2])
})

test('one bad request fails alone', async () => {
  const { calls, holdAll } = slowDatabase((all) => {
    if (all.some(({ key }) => key === 'poison')) throw Object.assign(new Error('bad'), { code: '22P02' })
    return all.map(said)
  })
  const hold = holdQueue({ holdAll, log, lanes: 1 })
  const asked = ['first', 'a', 'poison', 'b'].map((key) => hold(asking(key)))
  const settled = Promise.allSettled(asked)
  await endAll(calls)
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('when the database fails, everybody on the call is told, and nobody is asked for twice', async () => {
  const { calls, holdAll } = slowDatabase(() => {
    throw Object.assign(new Error('gone'), { code: '57P01' })
  })
  const hold = holdQueue({ holdAll, log, lanes: 1 })
  const settled = Promise.allSettled(['first', 'a', 'b'].map((key) => hold(asking(key))))
  await endAll(calls)
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(calls).toHaveLength(2)
})

test('when too many wait, the next is sent away at once', async () => {
  const { calls, holdAll } = slowDatabase()
  const hold = holdQueue({ holdAll, log, lanes: 1, waiting: 2 })
  const asked = ['first', 'a', 'b'].map((key) => hold(asking(key)))
  await expect(hold(asking('c'))).rejects.toMatchObject({ slug: 'unavailable', headers: { 'Retry-After': '1' } })
  await endAll(calls)
  await Promise.all(asked)
})

test('who has waited too long is sent away instead of being carried', async () => {
  const { calls, holdAll } = slowDatabase()
  let time = 0
  const hold = holdQueue({ holdAll, log, lanes: 1, patienceMs: 100, now: () => time })
  const first = hold(asking('first'))
  const settled = Promise.allSettled([first, hold(asking('late'))])
  time = 101
  await endAll(calls)
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(calls).toHaveLength(1)
})
