import { expect, test } from 'vitest'
import { fitted } from './scale-down.ts'

test.each([
  ['a photograph', [6000, 4000], 1600, [1600, 1067]],
  ['a poster', [2000, 3000], 1600, [1333, 2000]],
  ['a strip', [8000, 900], 640, [640, 72]],
  ['what is small already', [500, 300], 1600, [500, 300]],
])('%s is made as small as it has to be, and never larger', (_, [width = 0, height = 0], most, size) => {
  const found = fitted({ width, height }, { width: most })
  expect([found.width, found.height]).toEqual(size)
})
