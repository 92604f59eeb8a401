import { expect, test } from 'vitest'
import { rememberAnswers } from '#shared/http/remembered'

const counting = () => {
  let made = 0
  return { make: async () => ({ body: String(++made), etag: `"${made}"` }), made: () => made }
}

test('an answer is made once for as long as it is kept, and anew after that', async () => {
  let time = 0
  const { make, made } = counting()
  const remembered = rememberAnswers(1000, () => time)
  expect((await remembered('a', make)).body).toBe('1')
  time = 999
  expect((await remembered('a', make)).body).toBe('1')
  time = 1000
  expect((await remembered('a', make)).body).toBe('2')
  expect(made()).toBe(2)
})

test('answers to different questions are kept apart', async () => {
  const { make } = counting()
  const remembered = rememberAnswers(1000, () => 0)
  expect([(await remembered('a', make)).body, (await remembered('b', make)).body]).toEqual(['1', '2'])
})

test('nothing is kept for no time', async () => {
  const { make } = counting()
  const remembered = rememberAnswers(0, () => 0)
  expect([(await remembered('a', make)).body, (await remembered('a', make)).body]).toEqual(['1', '2'])
})

test('a failure is not kept', async () => {
  const { make } = counting()
  const remembered = rememberAnswers(1000, () => 0)
  await expect(remembered('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect((await remembered('a', make)).body).toBe('1')
})
