import type { Page } from 'playwright-core'
import { type EventShown, Person } from '#local/person'
import { password, people } from '#local/seed'
import { openStore } from './open-store.ts'

// `bun run measure:pages`: how soon a page can be read and used on a modest phone. Each page is opened cold, five times, on 1.6 Mbit/s
// with 150 ms there and back, on a processor four times slower than this one; the medians are printed. What this machine does
// besides shows in the milliseconds, never in the bytes: compare figures of one run only.

const ROUNDS = 5
const network3G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }

type Seen = { lcp: number; cls: number; tbt: number; scripts: number; all: number; requests: number }

/** Runs in the page, before anything of it: notes what browsers report about their own work. */
const watch = () => {
  const seen = { lcp: 0, cls: 0, tbt: 0 }
  Object.assign(window, { seen })
  const on = (type: string, note: (entry: PerformanceEntry & { value: number }) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry as PerformanceEntry & { value: number })
    }).observe({ type, buffered: true })
  on('largest-contentful-paint', ({ startTime }) => {
    seen.lcp = startTime
  })
  on('layout-shift', ({ value }) => {
    seen.cls += value
  })
  // As Lighthouse has it: what each task takes beyond 50 ms.
  on('longtask', ({ duration }) => {
    seen.tbt += Math.max(0, duration - 50)
  })
}

const bytes = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  const kinds = new Map<string, string>()
  const sums = { scripts: 0, all: 0, requests: 0 }
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sums.requests += 1
    sums.all += encodedDataLength
    if (kinds.get(requestId) === 'Script') sums.scripts += encodedDataLength
  })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', network3G)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return sums
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

await using store = await openStore()
const { network, chromium } = store

const open = async (path: string, as?: Person): Promise<Seen> => {
  const visitor = await chromium.visit(network.url, { size: 'phone', ...(as && { as }) })
  const sums = await bytes(visitor.page)
  await visitor.page.addInitScript(watch)
  await visitor.goTo(path)
  await visitor.page.getByRole('heading', { level: 1 }).waitFor()
  await visitor.page.waitForLoadState('networkidle')
  const seen = await visitor.page.evaluate(() => (window as unknown as { seen: Omit<Seen, keyof typeof sums> }).seen)
  await visitor.leave()
  return { ...seen, ...sums }
}

const signedIn = async ({ email, name }: { email: string; name: string }) => {
  const person = new Person(network, { email, name, password })
  await person.succeed('POST', '/api/auth/sign-in', { body: { email, password } })
  return person
}
const ben = await signedIn(people.buyer)
const selma = await signedIn(people.seller)
const { items } = await ben.succeed<{ items: { id: string; title: string }[] }>('GET', '/api/tickets/events')
const choirs = items.find(({ title }) => title.includes('Choirs'))
if (!choirs) throw new Error('the seeded events are missing')
const order = await ben.holds(await ben.succeed<EventShown>('GET', `/api/tickets/events/${choirs.id}`))

const pages: [name: string, path: string, as?: Person][] = [
  ['discover', '/'],
  ['event', `/events/${choirs.id}`],
  ['sign in', '/sign-in'],
  ['order on hold', `/orders/${order.id}`, ben],
  ['my events', '/sell', selma],
]

const ms = (value: number) => `${Math.round(value)} ms`.padStart(9)
const kB = (value: number) => `${(value / 1000).toFixed(0)} kB`.padStart(8)

console.log(`${'page'.padEnd(16)}      LCP       TBT     CLS   scripts      all  requests`)
for (const [name, path, as] of pages) {
  const rounds: Seen[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await open(path, as))
  const of = (what: keyof Seen) => median(rounds.map((seen) => seen[what]))
  const figures = [ms(of('lcp')), ms(of('tbt')), of('cls').toFixed(3).padStart(8), kB(of('scripts')), kB(of('all'))]
  console.log(`${name.padEnd(16)}${figures.join(' ')}  ${String(of('requests')).padStart(6)}`)
}
