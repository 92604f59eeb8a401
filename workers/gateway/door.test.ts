import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asSeen } from './door.ts'
import { headersFor, readHeaderRules } from './page-headers.ts'
import { readPages } from './pages.ts'

describe('who the caller is', () => {
  const callerOf = (headers: Record<string, string>, proxies = 1) =>
    asSeen(new Request('http://store/api', { headers }), proxies).headers.get('cf-connecting-ip')

  test('is whom the proxy saw, never who they say they are', () => {
    expect(callerOf({ 'x-forwarded-for': '203.0.113.7' })).toBe('203.0.113.7')
    expect(callerOf({ 'x-forwarded-for': '198.51.100.1, 203.0.113.7' })).toBe('203.0.113.7')
    expect(callerOf({ 'cf-connecting-ip': '198.51.100.1', 'x-forwarded-for': '203.0.113.7' })).toBe('203.0.113.7')
    expect(callerOf({ 'cf-connecting-ip': '198.51.100.1' })).toBeNull()
  })

  test('is told by the first of our proxies, where there are two', () => {
    expect(callerOf({ 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.0.0.1' }, 2)).toBe('203.0.113.7')
    // Fewer than there are proxies: somebody came past them.
    expect(callerOf({ 'x-forwarded-for': '203.0.113.7' }, 2)).toBeNull()
  })
})

const RULES = `# a comment
/*
  X-One: 1
  Cache-Control: no-cache

/assets/*
  ! Cache-Control
  Cache-Control: immutable
  X-One: 2
`

test('the headers of a path: later rules add to earlier ones, and take away what they name', () => {
  const rules = readHeaderRules(RULES)
  expect(Object.fromEntries(headersFor(rules, '/a'))).toEqual({ 'x-one': '1', 'cache-control': 'no-cache' })
  expect(Object.fromEntries(headersFor(rules, '/assets/a.js'))).toEqual({
    'x-one': '1, 2',
    'cache-control': 'immutable',
  })
  expect(() => readHeaderRules('  X-One: 1')).toThrow('belongs to no path')
  expect(() => readHeaderRules('/*\n  X-One')).toThrow('is no header')
})

describe('pages', () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'holdfast-pages-'))
    mkdirSync(join(dir, 'assets'))
    writeFileSync(join(dir, '_headers'), RULES)
    writeFileSync(join(dir, 'index.html'), '<p>index</p>'.repeat(20))
    writeFileSync(join(dir, 'assets/a.js'), 'a()')
  })
  afterAll(() => rmSync(dir, { recursive: true }))
  const ask = (path: string, init?: RequestInit) => readPages(dir)(new Request(`http://store${path}`, init))

  test('each file is given as it is, and the index for every other address', async () => {
    const script = ask('/assets/a.js')
    expect([script.headers.get('content-type'), await script.text()]).toEqual(['text/javascript; charset=utf-8', 'a()'])
    for (const path of ['/', '/events/evt_1', '/../../etc/passwd', '/_headers'])
      expect(await ask(path).text()).toContain('<p>index</p>')
    expect([ask('/assets/b.js').status, ask('/', { method: 'DELETE' }).status]).toEqual([404, 405])
    expect(await ask('/', { method: 'HEAD' }).text()).toBe('')
  })

  test('who has it already is told so, and who can unpack it gets it packed', async () => {
    const tag = ask('/').headers.get('etag') ?? ''
    const again = ask('/', { headers: { 'if-none-match': `"x", ${tag}` } })
    expect([again.status, again.headers.get('x-one'), await again.text()]).toEqual([304, '1', ''])
    const packed = ask('/', { headers: { 'accept-encoding': 'br, gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await packed.bytes()).toString()).toBe('<p>index</p>'.repeat(20))
  })

  test('a folder without an index is no folder of pages', () => {
    rmSync(join(dir, 'index.html'))
    expect(() => readPages(dir)).toThrow('no index.html')
  })
})
