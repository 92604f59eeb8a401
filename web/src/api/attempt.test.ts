import { expect, test } from 'vitest'
import { createAttempt } from './attempt.ts'
import { Refusal } from './refusal.ts'

const counting = () => {
  let made = 0
  return createAttempt(() => `key-${++made}`)
}
const failing = (error: Error) => (key: string) => Promise.reject(Object.assign(error, { key }))
const key = (used: string) => Promise.resolve(used)

test('a repeat carries the same key while nobody knows how the first one ended', async () => {
  const attempt = counting()
  await expect(attempt({ a: 1 }, failing(Refusal.unreachable()))).rejects.toMatchObject({ key: 'key-1' })
  await expect(attempt({ a: 1 }, failing(new Refusal(503, {})))).rejects.toMatchObject({ key: 'key-1' })
  expect(await attempt({ a: 1 }, key)).toBe('key-1')
})

test('another request is another attempt', async () => {
  const attempt = counting()
  await expect(attempt({ a: 1 }, failing(Refusal.unreachable()))).rejects.toThrow()
  expect(await attempt({ a: 2 }, key)).toBe('key-2')
})

test('after a clear answer the next click is a new attempt', async () => {
  const attempt = counting()
  expect(await attempt({ a: 1 }, key)).toBe('key-1')
  await expect(attempt({ a: 1 }, failing(new Refusal(409, {})))).rejects.toMatchObject({ key: 'key-2' })
  expect(await attempt({ a: 1 }, key)).toBe('key-3')
})
