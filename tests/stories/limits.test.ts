import { expect, test } from 'vitest'
import { Person } from '#local/person'
import { newId } from '#shared/ids'
import { startNetwork } from '../setup/network.ts'

test('sign-in is limited more tightly than the rest, and says when to come back', async () => {
  await using network = await startNetwork({ limits: { requests: 1000, signIns: 5, holds: 2 } })
  const guesser = new Person(network, { name: 'Gus', email: 'gus@example.com', password: 'x' })
  const guess = () =>
    guesser.call('POST', '/api/auth/sign-in', {
      body: { email: 'somebody@example.com', password: 'guess after guess' },
    })

  const statuses: number[] = []
  for (let attempt = 0; attempt < 7; attempt++) statuses.push((await guess()).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  expect(Number((await guess()).headers.get('retry-after'))).toBeGreaterThan(0)

  const reading = await guesser.call('GET', '/api/tickets/events')
  expect(reading.status).toBe(200)
  expect(reading.headers.get('ratelimit')).toMatch(/^"requests";r=\d+;t=\d+$/)

  // A session is counted by itself; somebody else at the same address is another matter.
  const [ada, bea] = await network.crowd(2)
  const hold = (who = ada) =>
    who?.call('POST', '/api/orders', {
      body: { event: newId('event'), items: [{ ticketType: newId('ticketType'), quantity: 1 }] },
    })
  const holds = [await hold(), await hold(), await hold(), await hold(bea)]
  expect(holds.map((reply) => reply?.status)).toEqual([404, 404, 429, 404])
  expect(holds[0]?.headers.get('ratelimit-policy')).toBe('"requests";q=1000;w=60, "holds";q=2;w=60')
  expect(Number(holds[2]?.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a caller who asks too much is refused, whatever headers it makes up', async () => {
  await using network = await startNetwork({ limits: { requests: 10, signIns: 10 } })
  const ask = (index: number) =>
    fetch(new URL('/api/tickets/events', network.url), {
      headers: { 'x-forwarded-for': `203.0.113.${index}`, 'x-real-ip': `203.0.113.${index}` },
    }).then((response) => response.status)
  // The window is of the clock's minutes: whoever begins at the end of one is counted in two.
  while (Date.now() % 60_000 > 50_000) await new Promise((resolve) => setTimeout(resolve, 100))
  // One after another: the limiter waits for Redis only so long, and a loaded machine would let some through.
  const statuses: number[] = []
  for (let index = 0; index < 16; index++) statuses.push(await ask(index))
  expect(statuses).toEqual([...Array(10).fill(200), ...Array(6).fill(429)])
})
