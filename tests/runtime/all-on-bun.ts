import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Network } from '#local/network'
import { type OnBun, runOnBun } from '#local/on-bun'
import { services } from '#shared/messages/envelope'
import type { Part } from './contracts/place.ts'

export const entryOf = (part: Part) => `workers/${part}/bun.ts`

const parts: readonly Part[] = ['gateway', ...services]

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Every part of the store as a process of its own on Bun, on the network's database, broker, Redis and Stripe. */
export const allOnBun = async (network: Network) => {
  const pages = await mkdtemp(join(tmpdir(), 'holdfast-pages-'))
  for (const name of ['index.html', '_headers']) await writeFile(join(pages, name), '')
  const ports = new Map(await Promise.all(parts.map(async (part) => [part, await freePort()] as const)))
  const urlOf = (part: Part) => `http://127.0.0.1:${ports.get(part)}`
  const peers = Object.fromEntries(services.map((service) => [service.toUpperCase(), urlOf(service)]))
  const envOf = (part: Part): Record<string, string> => ({
    ...{ ...network.vars, ...peers, PAGES: pages, PROXIES: '1', SWEEP_EVERY_MS: '0' },
    PORT: String(ports.get(part)),
  })
  const running: OnBun[] = []
  const stop = async () => {
    const codes = await Promise.all(running.map((one) => one.stop()))
    await rm(pages, { recursive: true, force: true })
    return codes
  }
  try {
    for (const started of await Promise.allSettled(parts.map((part) => runOnBun(entryOf(part), envOf(part))))) {
      if (started.status === 'rejected') throw started.reason
      running.push(started.value)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { parts, urlOf, envOf, stop }
}
export type AllOnBun = Awaited<ReturnType<typeof allOnBun>>
