import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runOnBun } from '#local/on-bun'
import { serve } from '#local/serve'

// Bun by itself ends a request after ten seconds, and looks every few.
const LONG_MS = 16_000

test('an answer that takes long is waited for', async () => {
  const pages = await mkdtemp(join(tmpdir(), 'holdfast-pages-'))
  for (const name of ['index.html', '_headers']) await writeFile(join(pages, name), '')
  const slow = await serve(async () => {
    await setTimeout(LONG_MS)
    return new Response('at last')
  })
  const nobody = 'http://127.0.0.1:1'
  const door = await runOnBun('workers/gateway/bun.ts', {
    ...{ PUBLIC_URL: 'http://store.example', PAGES: pages, PROXIES: '1', INTERNAL_TOKEN: 'x'.repeat(40) },
    ...{ UPSTASH_REDIS_REST_URL: nobody, UPSTASH_REDIS_REST_TOKEN: 'nobody' },
    ...{ REQUESTS_PER_MINUTE: '600', SIGN_INS_PER_MINUTE: '20', HOLDS_PER_MINUTE: '30' },
    ...{ AUTH: nobody, TICKETS: slow.url, ORDERS: nobody, PAYMENTS: nobody },
  })
  try {
    expect(await (await fetch(`${door.url}/api/tickets/events`)).text()).toBe('at last')
  } finally {
    await door.stop()
    await slow.stop()
    await rm(pages, { recursive: true })
  }
})
