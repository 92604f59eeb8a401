import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Network, NetworkOptions } from '#local/network'
import { startNetwork } from '../setup/network.ts'
import { Chromium } from './chromium.ts'
import type { Visit, Visitor } from './visitor.ts'

const failures = resolve(import.meta.dirname, '../../dist/browser-failures')

/** One store and one browser for the stories of a file. After each story its visitors leave, and none may have seen an error. */
export const openStore = (options: Partial<NetworkOptions> = {}) => {
  let network: Network | undefined
  let chromium: Chromium | undefined

  const both = () => {
    if (!network || !chromium) throw new Error('the store is not open yet')
    return { network, chromium }
  }

  beforeAll(async () => {
    network = await startNetwork(options)
    chromium = await Chromium.start()
  })

  afterEach(async ({ task }) => {
    const here = chromium?.visitors.splice(0) ?? []
    if (task.result?.state === 'fail') {
      await mkdir(failures, { recursive: true })
      const name = task.name.replaceAll(/\W+/g, '-').slice(0, 60)
      for (const [n, { page }] of here.entries())
        await page.screenshot({ path: join(failures, `${name}-${n + 1}.png`) }).catch(() => {})
    }
    await Promise.all(here.map((visitor) => visitor.leave()))
    expect(here.flatMap(({ complaints }) => complaints)).toEqual([])
  })

  afterAll(async () => {
    await chromium?.[Symbol.asyncDispose]()
    await network?.[Symbol.asyncDispose]()
  })

  return {
    get network() {
      return both().network
    },
    visit: (visit: Visit = {}): Promise<Visitor> => both().chromium.visit(both().network.url, visit),
  }
}

/** Waits until a look at the page shows what it should. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 100 })
