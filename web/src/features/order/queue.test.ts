import { expect, test } from 'vitest'
import { waitAnnouncement, waitWords } from './queue.ts'

test('a wait is said as people say it', () => {
  expect(waitWords(3)).toBe('a few seconds')
  expect(waitWords(40)).toBe('about 40 seconds')
  expect(waitWords(121)).toBe('about 3 minutes')
})

test('a wait is spoken at first and at a few points, not every second', () => {
  const spoken = Array.from({ length: 41 }, (_, n) => waitAnnouncement(40 - n, 40))
  expect([...new Set(spoken)]).toEqual([
    'Your turn to pay comes in about 40 seconds.',
    'Your turn to pay comes in about 30 seconds.',
    'Your turn to pay comes in about 10 seconds.',
    'It is your turn. We are taking you to the payment page.',
  ])
})
