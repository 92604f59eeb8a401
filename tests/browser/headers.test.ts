import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { meetsNoBarrier } from './axe.ts'
import { eventually, openStore } from './store.ts'

const store = openStore()

const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' }
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, store.network.url), { headers, redirect: 'manual' })

/** Bytes of JavaScript that may come before the first page can be used, compressed. */
const FIRST_LOAD = 150_000

const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? ''

test('every page comes with the policy, whatever its address, and is asked for again each time', async () => {
  for (const path of ['/', '/orders', '/events/evt_unknown', '/no/such/page']) {
    const response = await get(path, page)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<div id="root">')
    const policy = policyOf(response)
    for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
    expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/)
    expect(response.headers.get('permissions-policy')).toContain('camera=()')
  }
})

test('what has its content in its name is kept for ever', async () => {
  const html = await (await get('/', page)).text()
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  expect(assets.length).toBeGreaterThanOrEqual(2)
  for (const path of assets) {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('the API answers with its own headers, and is never kept', async () => {
  const response = await get('/api/tickets/events')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  expect(response.headers.get('cache-control')).not.toContain('immutable')
})

test('the API’s own description is a file beside the pages', async () => {
  const shortcut = await get('/api/docs', page)
  expect([shortcut.status, shortcut.headers.get('location')]).toEqual([302, '/api/docs/openapi.json'])
  const response = await get('/api/docs/openapi.json')
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  expect(await response.json()).toMatchObject({ openapi: '3.1.1', paths: { '/api/orders': { post: {} } } })
  expect(policyOf(response)).toContain("default-src 'none'")
})

test('the browser holds pages to the policy: a script that was slipped in does not run', async () => {
  const visitor = await store.visit()
  await visitor.goTo('/')
  await visitor.reads('Nothing is on sale yet')
  expect(visitor.complaints).toEqual([])
  // Text does not become a script in the first place (Trusted Types), so that nothing is left to refuse to run.
  const slipIn = visitor.page.evaluate(() => {
    const slipped = document.createElement('script')
    slipped.textContent = 'document.title = "taken over"'
    document.body.append(slipped)
  })
  await expect(slipIn).rejects.toThrow('TrustedScript')
  await visitor.page.evaluate(() => {
    const style = document.createElement('style')
    style.textContent = '* { color: red }'
    document.head.append(style)
  })
  await eventually(() => visitor.complaints.join()).toContain('Content Security Policy')
  expect(await visitor.page.title()).toBe('Discover events · Holdfast')
  visitor.complaints.length = 0
})

test('a page of yesterday asks for a script that is gone, and finds its way all the same', async () => {
  const visitor = await store.visit()
  await visitor.goTo('/')
  let isGone = true
  await visitor.page.route('**/assets/*.js', (route) => {
    if (!isGone) return route.continue()
    isGone = false
    return route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html>' })
  })
  await visitor.follow('Sign in')
  await visitor.at('Sign in')
  expect(isGone).toBe(false)
  expect(visitor.complaints.splice(0).join()).toContain('module script')
})

test('control: who looks for errors and for pages that are too wide would see them', async () => {
  const visitor = await store.visit({ size: 'phone' })
  await visitor.goTo('/')
  await visitor.reads('Nothing is on sale yet')
  await visitor.page.evaluate(() => {
    setTimeout(() => {
      throw new Error('nobody catches this')
    })
    const wide = document.createElement('div')
    wide.style.width = '500px'
    wide.textContent = 'wide'
    document.body.append(wide)
  })
  await eventually(() => visitor.complaints.join()).toMatch(/nobody catches this/)
  await eventually(() => visitor.complaints.join()).toMatch(/is 50\d pixels wide/)
  visitor.complaints.length = 0
})

test('the first page weighs no more than it may, asks nobody but us, and nothing on it jumps', async () => {
  const seller = await store.network.person({ name: 'Selma Seller' })
  const event = await seller.lists({ title: 'Something to draw', quantity: 10 })
  await store.network.settle()
  for (const path of ['/', `/events/${event.id}`]) {
    const visitor = await store.visit({ size: 'phone' })
    const scripts: Promise<number>[] = []
    const strangers: string[] = []
    visitor.page.on('request', (request) => {
      if (new URL(request.url()).origin !== store.network.url) strangers.push(request.url())
    })
    visitor.page.on('response', (response) => {
      if (response.request().resourceType() === 'script' || response.url().endsWith('.js'))
        scripts.push(response.body().then((body) => gzipSync(body).byteLength))
    })
    await visitor.page.addInitScript(() => {
      const jumps: number[] = []
      Object.assign(window, { jumps })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) jumps.push((entry as PerformanceEntry & { value: number }).value)
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await visitor.goTo(path)
    await visitor.reads('Something to draw')
    await visitor.page.waitForLoadState('networkidle')
    const sizes = await Promise.all(scripts)
    expect(sizes.length).toBeGreaterThan(2)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD)
    expect(strangers).toEqual([])
    const jumps = await visitor.page.evaluate(() => (window as typeof window & { jumps: number[] }).jumps)
    expect(jumps.reduce((sum, jump) => sum + jump, 0)).toBeLessThan(0.02)
  }
})

test('the API explains itself, from a file of ours, to people and to screen readers', async () => {
  for (const [size, scheme] of [
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const) {
    const visitor = await store.visit({ size, scheme })
    await visitor.goTo('/docs?q=hold tickets')
    await visitor.at('API')
    await visitor.reads('POST')
    await visitor.reads('/api/orders')
    await meetsNoBarrier(visitor)
    await visitor.fills({ Find: 'no such thing' })
    await visitor.reads('Nothing is called that')
  }
})
