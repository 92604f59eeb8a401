import { expect, test } from 'vitest'
import { inWords, isSubject, type Line, readLine, storyLines, tellStory } from './tell-story.ts'

const order = 'ord_0198c0ffee007000a000000000000001'
const other = 'ord_0198c0ffee007000a000000000000002'
const trace = '0af7651916cd43dd8448eb211c80319c'

const line = (ms: number, fields: Partial<Line>): Line => ({
  ...{ at: new Date(1_800_000_000_000 + ms).toISOString(), level: 'info', message: 'request', service: 'orders' },
  ...fields,
})
const words = (lines: readonly Line[], subject: string) => storyLines(lines, subject).map(inWords)

test('finds the line in what a host puts around it, and nothing where there is none', () => {
  const json = JSON.stringify(line(0, { order }))
  expect(readLine(`orders-7d9f  [info] ${json} `)).toMatchObject({ order })
  for (const text of ['', 'listening', '{"level":"info"}', '{not json}', '{"at":1,"message":"x"}']) {
    expect(readLine(text)).toBeUndefined()
  }
})

test('is asked for by an order or a trace', () =>
  expect([order, trace, 'ord_1', '', `${trace}0`].map(isSubject)).toEqual([true, true, false, false, false]))

test('takes in the lines of a trace that is about this order alone', () => {
  const lines = [
    line(1, { trace, method: 'POST', path: '/api/orders', status: 201, ms: 1, service: 'gateway' }),
    line(2, { trace, order, message: 'published', type: 'order.held', messageId: 'mes_1' }),
    line(3, { trace: 'shared', message: 'swept' }),
    line(4, { trace: 'shared', order, message: 'ended' }),
    line(5, { trace: 'shared', order: other, message: 'ended' }),
    line(6, { message: 'listening' }),
  ]
  expect(words(lines, order)).toEqual(['POST /api/orders 201 in 1 ms', 'published order.held', 'ended'])
  expect(words(lines, trace)).toEqual(words(lines, order))
  expect(words(lines, '00000000000000000000000000000001')).toEqual([])
})

test('tells what was asked from when it was asked, and what was heard after it was said', () => {
  const lines = [
    line(40, { order, message: 'published', type: 'order.held', messageId: 'mes_1' }),
    line(30, { order, heard: 'now', type: 'order.held', messageId: 'mes_1', ms: 8, service: 'payments' }),
    line(25, { order, method: 'POST', path: '/api/orders', status: 201, ms: 20 }),
    line(60, { order, level: 'error', message: 'a payment is stuck', error: { message: 'card_declined' } }),
  ]
  expect(words(lines, order)).toEqual([
    'POST /api/orders 201 in 20 ms',
    'published order.held',
    'heard order.held: now',
    'a payment is stuck: card_declined',
  ])
  expect(tellStory(storyLines(lines, order))[3]).toBe('    +0.055 !! orders    a payment is stuck: card_declined')
})
