import { QueryClient, type QueryFunctionContext } from '@tanstack/react-query'
import type { ClientResponse } from 'hono/client'
import { expect, test } from 'vitest'
import { askedAgain } from './asked-again.ts'
import { lookAgain } from './look-again.ts'

const every = lookAgain(5_000, 30_000)
const at = (data: object | undefined, dataUpdatedAt = 500, errorUpdatedAt = 0) =>
  every({ state: { data, dataUpdatedAt, errorUpdatedAt } })

const answers = (status: number) => (async () => new Response(status === 304 ? null : '{}', { status })) as () => never

test('quiet things are asked for ever more rarely, until something changes', async () => {
  const client = new QueryClient()
  const context = { client, queryKey: ['x'], signal: new AbortController().signal } as unknown as QueryFunctionContext
  const ask = async (status: number) => {
    const answer = (await askedAgain(context, answers(status) as () => Promise<ClientResponse<unknown>>)) as object
    client.setQueryData(['x'], answer)
    return at(answer)
  }
  const waits = [await ask(200)]
  for (let n = 0; n < 6; n++) waits.push(await ask(304))
  expect(waits).toEqual([5_000, 7_500, 11_250, 16_875, 25_313, 30_000, 30_000])
  expect(await ask(200)).toBe(5_000)
})

test('a store in trouble is left in peace, and nobody marches in step', () => {
  expect(at(undefined, 0, 1_500)).toBe(30_000)
  expect(at({}, 1_000)).toBe(4_000)
  expect(at({}, 1_999)).toBe(5_998)
})
