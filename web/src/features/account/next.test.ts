import { expect, test } from 'vitest'
import { safeNext } from './next.ts'

test('a page of ours is where people go on', () => {
  expect(safeNext('/events/evt_1?tickets=typ_1-2')).toBe('/events/evt_1?tickets=typ_1-2')
})

test.each([
  undefined,
  '',
  'orders',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  '/\t/evil.example',
  'javascript:1',
  '/reset-password',
  '/sign-in?next=%2Forders',
])('%s leads home', (next) => {
  expect(safeNext(next)).toBe('/')
})
