import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiHeaders, doorPage, pageHeaders } from '#shared/http/security-headers'
import { newId } from '#shared/ids'
import { headersFor, readHeaderRules } from '#workers/gateway/page-headers'

const rules = readFileSync(new URL('../../web/public/_headers', import.meta.url), 'utf8')

test('Cloudflare is told to send with pages what the list says, and nothing else but how long they are kept', () => {
  const [, everything = ''] = /\n\/\*\n((?: {2}.+\n)+)/.exec(rules) ?? []
  const sent = everything
    .trimEnd()
    .split('\n')
    .map((line) => /^ {2}([\w-]+): (.*)$/.exec(line)?.slice(1))
  expect(Object.fromEntries(sent as [string, string][])).toEqual({ ...pageHeaders, 'Cache-Control': 'no-cache' })
})

test('the camera is for the door of an event, and for no other page', () => {
  const parsed = readHeaderRules(rules)
  const policyOf = (path: string) => headersFor(parsed, path).get('permissions-policy')
  expect(policyOf(`/sell/${newId('event')}/door`)).toBe(doorPage.headers['Permissions-Policy'])
  expect(doorPage.headers['Permissions-Policy']).toContain('camera=(self), ')
  expect(rules).toContain(`\n${doorPage.path}\n`)
  for (const path of [
    '/',
    '/sell',
    `/sell/${newId('event')}/orders`,
    `/sell/${newId('event')}/door/x`,
    '/assets/a.js',
  ]) {
    expect([path, policyOf(path)]).toEqual([path, pageHeaders['Permissions-Policy']])
  }
  expect(pageHeaders['Permissions-Policy']).not.toMatch(/=\((?!\))/)
})

test('nothing is allowed that would let a stranger’s script or frame in', () => {
  for (const headers of [pageHeaders, apiHeaders]) {
    const policy = headers['Content-Security-Policy'] ?? ''
    expect(policy).toMatch(/^default-src 'none'/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': expect.stringMatching(/^(no-referrer|strict-origin-when-cross-origin)$/),
    })
    const [, seconds] = /^max-age=(\d+); includeSubDomains$/.exec(headers['Strict-Transport-Security'] ?? '') ?? []
    expect(Number(seconds)).toBeGreaterThanOrEqual(31_536_000)
  }
})
