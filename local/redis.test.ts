import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startRedis } from './redis.ts'

test('a Redis in this process keeps values, lets them expire, runs scripts, and is gone when it is stopped', async () => {
  const server = await startRedis()
  const redis = new Redis(server.url, { retryStrategy: () => null })
  expect(await redis.set('seat', '12B', 'PX', 60_000)).toBe('OK')
  expect(await redis.pttl('seat')).toBeGreaterThan(59_000)
  expect(await redis.eval('return redis.call("get", KEYS[1]) .. ARGV[1]', 1, 'seat', '!')).toBe('12B!')

  const other = await startRedis()
  const neighbour = new Redis(other.url)
  expect(await neighbour.get('seat')).toBeNull()
  await neighbour.quit()
  await other.stop()

  const gone = new Promise((resolve) => redis.once('end', resolve))
  redis.on('error', () => {})
  await server.stop()
  await gone
  await expect(redis.get('seat')).rejects.toThrow()
})
