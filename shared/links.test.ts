import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { createLinks, LinkSecret } from '#shared/links'

const secret = randomBytes(32).toString('base64url')
const links = createLinks(secret)

test('a token is read by who has the secret, and says nothing to anybody else', () => {
  const link = newId('link')
  expect(links.read(links.token(link))).toBe(link)
  expect(createLinks(secret).token(link)).toBe(links.token(link))
  expect(createLinks(randomBytes(32).toString('base64url')).read(links.token(link))).toBeUndefined()
})

const link = newId('link')
const token = links.token(link)
test.each([
  ['nothing', ''],
  ['the id alone', link],
  ['the proof of another', `${newId('link')}.${token.split('.')[1]}`],
  ['a letter less', token.slice(0, -1)],
  ['a letter more', `${token}A`],
  ['another id in front', token.replace('lnk_', 'ord_')],
  // Base64 has spare bits in its last letter: one token, one spelling.
  ['another spelling', token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1)],
  ['no letters', '\0'.repeat(80)],
])('%s is no token', (_what, text) => {
  expect(links.read(text)).toBeUndefined()
})

test('a code is six digits, the same each time, and another for each link', () => {
  const codes = Array.from({ length: 50 }, () => links.code(newId('link')))
  for (const code of codes) expect(code).toMatch(/^\d{6}$/)
  expect(new Set(codes).size).toBeGreaterThan(45)
  expect(links.code(link)).toBe(createLinks(secret).code(link))
})

// Written out, because two services have to come to the same.
test('token and code are what the documentation says', () => {
  const fixed = createLinks(Buffer.alloc(32, 7).toString('base64url'))
  const id = 'lnk_0198c0ffee007000a000000000000001'
  expect(fixed.token(id)).toBe('lnk_0198c0ffee007000a000000000000001.gnKjzZkVEz8cVsyjrbBmClO4ExxMvO6z5yxUi0wfjqw')
  expect(fixed.code(id)).toBe('973233')
})

test('a short secret is none', () => {
  expect(LinkSecret.safeParse('c2hvcnQ').success).toBe(false)
  expect(LinkSecret.safeParse(secret).success).toBe(true)
})
