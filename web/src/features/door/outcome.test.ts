import { expect, test } from 'vitest'
import type { Admission } from '../../api/door.ts'
import { Refusal } from '../../api/refusal.ts'
import { outcomeOf, yes } from './outcome.ts'

const admission: Admission = {
  id: 'adm_1',
  at: '2026-11-25T19:30:00.000Z',
  undoneAt: null,
  ticket: { ticketType: 'typ_1', name: 'Standing', number: 2, of: 3, seat: null },
}
const refused = (status: number, slug: string, extra: object = {}) =>
  outcomeOf(new Refusal(status, { type: `/problems/${slug}`, ...extra }))

test('who is let in is told by their ticket, and nobody is after that was undone', () => {
  expect(yes(admission)).toMatchObject({ verdict: 'yes', title: 'Let in', detail: 'Standing, ticket 2 of 3' })
  const seat = { section: 'Stalls', row: 'C', seat: 12 }
  expect(yes({ ...admission, ticket: { ...admission.ticket, seat } }).detail).toBe('Standing, Stalls, row C, seat 12')
  expect(yes({ ...admission, undoneAt: admission.at })).toMatchObject({ verdict: 'no', mayAskAgain: false })
})

test('each reason has words of its own, and one that is new is still a no', () => {
  const reasons = ['admitted-already', 'given-back', 'frozen', 'event-cancelled', 'not-this-event', 'of tomorrow']
  const said = reasons.map((reason) => refused(409, 'not-admitted', { reason, ticket: admission.ticket }))
  expect(new Set(said.map(({ title }) => title)).size).toBe(reasons.length)
  for (const one of [...said, refused(404, 'not-found'), refused(400, 'invalid-request')]) {
    expect(one).toMatchObject({ verdict: 'no', mayAskAgain: false })
  }
})

test('what was not answered is no yes, and may be asked again', () => {
  for (const error of [
    Refusal.unreachable(),
    new Refusal(503, { type: '/problems/unavailable' }),
    new Refusal(429, { type: '/problems/too-many-requests' }),
    new TypeError('odd'),
  ]) {
    expect(outcomeOf(error)).toMatchObject({ verdict: 'unknown', mayAskAgain: true })
  }
})
