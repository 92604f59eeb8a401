import { expect, test } from 'vitest'
import type { SellerView } from '../../api/money-types.ts'
import { isAllDone, todosOf } from './checklist.ts'

const seller: SellerView = {
  ...{ payouts: 'none', requirements: [], country: null },
  ...{ fee: { basisPoints: 0, fixed: 0 }, currencyLeast: {} },
}
const none = { draft: 0, onSale: 0, past: 0, cancelled: 0 }
const nothing = { seller, counts: none, hasShared: false, hasSold: false }
const done = (known: Partial<typeof nothing>) =>
  todosOf({ ...nothing, ...known })
    .filter(({ isDone }) => isDone)
    .map(({ task }) => task)

test('what is done follows from how things stand', () => {
  expect(done({})).toEqual([])
  expect(done({ counts: { ...none, draft: 1 } })).toEqual(['event'])
  expect(done({ counts: { ...none, past: 1 } })).toEqual(['event', 'publish'])
  expect(done({ seller: { ...seller, payouts: 'enabled' }, hasShared: true })).toEqual(['payouts', 'share'])
  expect(done({ seller: { ...seller, payouts: 'restricted' }, hasSold: true })).toEqual(['share'])
})

test('where nobody is paid out by the store, nobody is asked to set it up', () => {
  const off = { ...seller, payouts: 'off' as const }
  expect(todosOf({ ...nothing, seller: off }).map(({ task }) => task)).toEqual(['event', 'publish', 'share'])
  expect(isAllDone(todosOf({ seller: off, counts: { ...none, onSale: 1 }, hasShared: true, hasSold: false }))).toBe(
    true,
  )
})
