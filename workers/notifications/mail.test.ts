import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { createLinks } from '#shared/links'
import { message, paid, subject } from '../../tests/setup/messages-to-people.ts'
import { compose } from './letters/compose.ts'
import { type Cause, judge, type Letter, languages, MOST_TRIES, mailKinds, mailsFor, pauseAfter } from './mail.ts'

const links = createLinks('A'.repeat(43))
const sender = { publicUrl: 'https://tickets.test', links }
const account = newId('account')
const address = { account, email: 'ada@example.com', name: 'Ada', language: 'de' } as const
const [order, refund, payment, link] = [newId('order'), newId('refund'), newId('payment'), newId('link')]
const about = { order, subject: subject(account) }
const money = { amount: 4500, currency: 'CHF' } as const
const at = '2027-01-02T03:04:05.000Z'

const refunded = (data: Partial<Extract<Cause, { type: 'order.refunded' }>['data']> = {}) =>
  message('order.refunded', {
    ...about,
    refund,
    ...money,
    units: 1,
    whole: false,
    because: 'seller',
    reason: 'Rain',
    ...data,
  })
const asked = (because: 'seller' | 'operator' | 'event-cancelled', attempt = 1) =>
  message('order.refund-asked', { ...about, payment, refund, ...money, attempt, because })

const cases: [string, Cause, [about: string, kind: Letter['kind'], to: string | null][]][] = [
  ...(['verify-email', 'change-email', 'reset-password'] as const).map((kind): (typeof cases)[number] => [
    kind,
    message('account.link-asked', { ...address, link, kind, expiresAt: at, code: true }),
    [[link, kind, address.email]],
  ]),
  ['paid', paid(account, order), [[order, 'tickets', null]]],
  ['paid as it was told before', message('order.paid', { order, payment }), []],
  [
    'refused',
    message('order.payment-refused', { ...about, payment, because: 'late' }),
    [[payment, 'payment-refused', null]],
  ],
  ['refunded', refunded(), [[refund, 'refunded', null]]],
  [
    'nothing to pay back for what is called off',
    refunded({ amount: 0, because: 'event-cancelled' }),
    [[order, 'event-cancelled', null]],
  ],
  ['called off', asked('event-cancelled'), [[order, 'event-cancelled', null]]],
  ['called off, and asked again', asked('event-cancelled', 2), [[order, 'event-cancelled', null]]],
  ['a refund that is only asked for', asked('seller'), []],
]

test.each(cases)('%s', (_, told, expected) => {
  expect(mailsFor(told).map((mail) => [mail.about, mail.letter.kind, mail.email])).toEqual(expected)
})

test('a change of the address is told to both', () => {
  const told = message('account.security-changed', { ...address, what: 'email', at, alsoTo: 'old@example.com' })
  expect(mailsFor(told).map(({ email }) => email)).toEqual([address.email, 'old@example.com'])
  expect(new Set(mailsFor(told).map((mail) => mail.about)).size).toBe(2)
})

test('whatever is doubled and in whatever order, the mails are the same', () => {
  const told: Cause[] = [
    ...cases.map(([, one]) => one),
    message('account.taken', { email: address.email, language: 'fr' }, { aggregate: account }),
    message('account.signed-in', { ...address, kind: 'new-device', device: 'Firefox', at }),
  ]
  const known = (all: readonly Cause[]) => {
    const mails = new Map<string, unknown>()
    for (const one of all)
      for (const mail of mailsFor(one))
        mails.set(`${mail.about} ${mail.letter.kind}`, mails.get(`${mail.about} ${mail.letter.kind}`) ?? mail.account)
    return new Map([...mails].toSorted())
  }
  const once = known(told)
  fc.assert(
    fc.property(fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 }), (stream) => {
      expect(known(stream)).toEqual(once)
    }),
  )
})

const letters: Letter[] = cases
  .flatMap(([, told]) => mailsFor(told).map(({ letter }) => letter))
  .concat([
    { kind: 'already-registered' },
    { kind: 'new-sign-in', device: 'Firefox on Linux', at },
    { kind: 'security-changed', what: 'password', at },
  ])

test('every kind of mail is written in every language, with nothing left to fetch and nothing left out', () => {
  expect(new Set(letters.map(({ kind }) => kind))).toEqual(new Set(mailKinds))
  for (const language of languages) {
    for (const letter of letters) {
      const { subject: line, text, html } = compose(letter, { language, timeZone: null }, sender)
      const name = `${letter.kind} in ${language}`
      expect(line, name).not.toMatch(/undefined|null|NaN/)
      expect(text + html, name).not.toMatch(/undefined|\bnull\b|NaN|<img|src=|url\(|<script|<link/)
      expect(html, name).toContain(`<html lang="${language}">`)
      expect(html, name).toContain('<h1')
      for (const [href] of text.matchAll(/https?:\/\/\S+/g)) expect(href, name).toMatch(/^https:\/\/tickets\.test\//)
    }
  }
  const subjects = languages.map(
    (language) => compose(letters[0] as Letter, { language, timeZone: null }, sender).subject,
  )
  expect(new Set(subjects).size).toBe(languages.length)
})

test('tickets: when by the venue’s clock, what, how much in all, and the way to the order', () => {
  const [mail] = mailsFor(paid(account, order))
  const { subject: line, text } = compose(
    mail?.letter as Letter,
    { language: 'en', timeZone: 'America/New_York' },
    sender,
  )
  expect(line).toBe('Your tickets: Night of Strings')
  expect(text).toContain('Thursday, 1 July 2027 at 20:30 CEST')
  expect(text).toContain('Old Hall, Basel')
  expect(text).toMatch(/2 × Stalls: CHF\s90\.00/)
  expect(text).toMatch(/Total: CHF\s90\.00/)
  expect(text).toContain(`https://tickets.test/orders/${order}`)
})

test('a link leads to its page with a token that opens it, and the code stands beside it', () => {
  const { text, html } = compose(
    { kind: 'verify-email', link, expiresAt: at, code: true },
    { language: 'en', timeZone: null },
    sender,
  )
  expect(text).toContain(`https://tickets.test/verify-email?token=${links.token(link)}`)
  expect(links.read(links.token(link))).toBe(link)
  expect(text).toContain(links.code(link))
  expect(html).toContain(links.code(link))
})

test('what others have written is shown as text, whatever it is', () => {
  const anything = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `<b onclick="x">&'${text}`)
  fc.assert(
    fc.property(anything, anything, fc.constantFrom(...languages), (title, reason, language) => {
      const event = { ...subject(), title, cancelled: reason }
      const plain = compose(
        { kind: 'event-cancelled', order, event: subject(), refund: null },
        { language, timeZone: null },
        sender,
      )
      const { html, subject: line } = compose(
        { kind: 'event-cancelled', order, event, refund: null },
        { language, timeZone: null },
        sender,
      )
      expect(html).not.toMatch(/<b |onclick="/)
      // Nothing but a quotation is more than in a mail without them.
      const tags = (text: string) => [...text.matchAll(/<(\w+)/g)].map(([, tag]) => tag)
      expect(tags(html).filter((tag) => !['blockquote', 'br', 'p'].includes(tag ?? ''))).toEqual(
        tags(plain.html).filter((tag) => !['blockquote', 'br', 'p'].includes(tag ?? '')),
      )
      expect(line).not.toMatch(/[\r\n]/)
    }),
  )
})

test('what a carrier cannot take now is tried for a day, ever more seldom, and then given up', () => {
  let waited = 0
  for (let attempts = 1; attempts < MOST_TRIES; attempts++) {
    const verdict = judge(attempts, { outcome: 'later', why: 'busy' })
    expect(verdict).toMatchObject({ state: 'due' })
    waited += verdict.state === 'due' ? verdict.pauseMs : 0
  }
  // A carrier remembers a mail's key for a day: whatever is tried twice is tried within it.
  expect(waited).toBeLessThan(24 * 60 * 60_000)
  expect(waited).toBeGreaterThan(12 * 60 * 60_000)
  expect(judge(MOST_TRIES, { outcome: 'later', why: 'busy' })).toEqual({
    state: 'refused',
    why: `given up after ${MOST_TRIES} tries: busy`,
  })
  expect(pauseAfter(1, 90_000)).toBe(90_000)
})
