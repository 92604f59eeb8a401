import { expect, test } from 'vitest'
import { feeDraftOf, feeOf } from './fee-draft.ts'

test('a fee is typed as people say it and kept in whole numbers', () => {
  expect(feeOf({ percent: '2.5', fixed: '0,30', reason: ' costs rose ' })).toEqual({
    ...{ basisPoints: 250, fixed: 30 },
    reason: 'costs rose',
  })
  expect(feeOf({ ...feeDraftOf({ basisPoints: 1, fixed: 10_000 }), reason: 'why' })).toMatchObject({
    ...{ basisPoints: 1, fixed: 10_000 },
  })
})

test('what is no number, or too much, is told apart', () => {
  expect(feeOf({ percent: 'half', fixed: '0', reason: 'why' })).toEqual({
    wrong: { percent: expect.stringContaining('from 0 to 50') },
  })
  expect(feeOf({ percent: '50.01', fixed: '100.01', reason: '' })).toMatchObject({
    wrong: { percent: expect.any(String), fixed: expect.any(String), reason: expect.any(String) },
  })
})
