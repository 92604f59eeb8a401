import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { availabilityQuery } from './orders.ts'

const event = 'evt_0198c0ffee007000a000000000000001'
const shown = (available: number) => ({
  now: '2030-01-01T12:00:00.000Z',
  events: { [event]: { typ: { available, total: 9 } } },
})

afterEach(() => vi.unstubAllGlobals())

test('what still holds is not sent again, and keeps the moment at which its clock was right', async () => {
  const asked: (string | null)[] = []
  let answer = { tag: 'W/"a"', body: shown(3) }
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const known = new Headers(init.headers).get('if-none-match')
    asked.push(known)
    if (known === answer.tag) return new Response(null, { status: 304, headers: { etag: known } })
    return Response.json(answer.body, { headers: { etag: answer.tag } })
  })
  const client = new QueryClient()
  const look = () => client.fetchQuery({ ...availabilityQuery([event]), staleTime: 0 })

  const first = await look()
  const second = await look()
  expect(second).toBe(first)
  expect(first).toMatchObject({ ...shown(3), answeredAt: expect.any(Number) })

  answer = { tag: 'W/"b"', body: shown(2) }
  expect(await look()).toMatchObject(shown(2))
  expect(asked).toEqual([null, 'W/"a"', 'W/"a"'])
})
