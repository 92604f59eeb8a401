import '../../words/in-english.ts'
import { expect, test } from 'vitest'
import { Refusal } from '../../api/refusal.ts'
import { explainFactor, explainHere } from './wrong.ts'

const refused = (status: number, slug: string) => new Refusal(status, { type: `/problems/${slug}`, title: 'No' })

test('an app that is set up is not called a passkey, and no mail is promised that nobody sends', () => {
  const [twice, late] = [refused(409, 'limit-exceeded'), refused(410, 'link-over')].map((error) => ({
    app: explainFactor(error),
    elsewhere: explainHere(error),
  }))
  expect(twice?.app.title).toBe('Two-step sign-in is on already')
  expect(twice?.elsewhere.title).toMatch(/passkeys/)
  expect(late?.app.detail).toMatch(/begin again/)
  expect(late?.elsewhere.detail).toMatch(/sent/)
  expect(JSON.stringify([twice?.app, late?.app])).not.toMatch(/passkey|sent|mail/i)
  // Whatever else is refused is said as everywhere in the account.
  for (const error of [refused(404, 'not-found'), refused(429, 'too-many-requests'), new Error('odd')]) {
    expect(explainFactor(error)).toEqual(explainHere(error))
  }
})
