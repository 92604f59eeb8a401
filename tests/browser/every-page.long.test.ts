import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Person, testCards } from '#local/person'
import { meetsNoBarrier } from './axe.ts'
import { openStore } from './store.ts'
import type { Visit, Visitor } from './visitor.ts'

const store = openStore()

const looks: Visit[] = [
  { size: 'desktop', scheme: 'light' },
  { size: 'desktop', scheme: 'dark' },
  { size: 'phone', scheme: 'light' },
  { size: 'phone', scheme: 'dark' },
]

/** As browsers count: what may move before anybody calls it a jump. */
const STILL = 0.02

/** Every address the router knows, as it is written there. */
const routes = async () => {
  const tree = await readFile(resolve(import.meta.dirname, '../../web/src/routeTree.gen.ts'), 'utf8')
  const paths = [...tree.matchAll(/fullPath: '([^']+)'/g)].map(([, path = '']) => path.replace(/(?<=.)\/$/, ''))
  return [...new Set(paths)].toSorted()
}

/** Made by whoever asks first. */
const lazily = <T>(make: () => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** The store with something on every page, and for each address of the router who goes where. */
const furnished = async () => {
  const { network } = store
  const seller = await network.person({ name: 'Selma Seller' })
  const buyer = await network.person({ name: 'Bea Buyer' })
  const operator = await network.operator()
  const event = await seller.lists({ title: 'An Evening of Choirs', city: 'Graz', quantity: 10 })
  await seller.lists({ title: 'One chair', quantity: 1 })
  const held = await buyer.holds(event, 1)
  const paid = await buyer.holds(event, 2)
  await buyer.pays(paid, testCards.good)
  const dropped = await buyer.holds(event, 1)
  await buyer.succeed('POST', `/api/orders/${dropped.id}/cancel`)
  await network.settle()

  const everybody: Record<string, string[]> = {
    '/': ['/', '/?q=nothing+like+it'],
    '/events/$eventId': [`/events/${event.id}`, '/events/evt_00000000000000000000000000'],
    '/sign-in': ['/sign-in'],
    '/sign-up': ['/sign-up'],
    '/reset-password': ['/reset-password', '/reset-password?token=x'],
    '/verify-email': ['/verify-email', '/verify-email?token=x'],
    '/change-email': ['/change-email?token=x'],
    '/deleted': ['/deleted'],
    '/docs': ['/docs?q=hold tickets'],
  }
  const buyers: Record<string, string[]> = {
    '/account': ['/account'],
    '/orders': ['/orders'],
    '/orders/$orderId': [held, paid, dropped].map(({ id }) => `/orders/${id}`),
  }
  const sellers: Record<string, string[]> = {
    '/sell': ['/sell'],
    '/sell/new': ['/sell/new', '/sell/new?step=tickets', '/sell/new?step=policy', '/sell/new?step=preview'],
    '/sell/money': ['/sell/money'],
    '/sell/overview': ['/sell/overview'],
    '/sell/$eventId': [`/sell/${event.id}`],
    '/sell/$eventId/orders': [`/sell/${event.id}/orders`],
    '/sell/$eventId/door': [`/sell/${event.id}/door`],
    '/sell/$eventId/orders/$orderId': [held, paid].map(({ id }) => `/sell/${event.id}/orders/${id}`),
    '/sell/$eventId/overview': [`/sell/${event.id}/overview`],
    '/sell/$eventId/cancel': [`/sell/${event.id}/cancel`],
  }
  const operators: Record<string, string[]> = {
    '/operator': ['', 'dead-letters', 'mails', 'refunds', 'money', 'actions'].map((view) => `/operator?view=${view}`),
  }
  const walks: [as: Person | undefined, pages: Record<string, string[]>][] = [
    [undefined, { ...everybody, nowhere: ['/no/such/page'] }],
    [buyer, buyers],
    [seller, sellers],
    [operator, operators],
  ]
  return walks
}

type Jump = { by: number; what: string }

/** Runs in the page: notes what moved by itself, and how much of the screen that was. */
const watchJumps = () => {
  type Shift = PerformanceEntry & {
    value: number
    sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
  }
  const jumps: Jump[] = []
  Object.assign(window, { jumps })
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as Shift[]) {
      const moved = sources.map(({ node, previousRect: from, currentRect: to }) => {
        const start = (node instanceof Element ? node.outerHTML : node?.textContent)?.slice(0, 90)
        return `${start} from ${from.y} (${from.height} high) to ${to.y} (${to.height})`
      })
      jumps.push({ by: value, what: moved.join(' and ') })
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

/** What moved, where that was enough to be called a jump. */
const jumpsOf = async ({ page }: Visitor) => {
  const jumps = await page.evaluate(() => (window as typeof window & { jumps: Jump[] }).jumps)
  if (jumps.reduce((sum, { by }) => sum + by, 0) < STILL) return []
  return jumps.map(({ by, what }) => `jumps by ${by.toFixed(3)}: ${what}`)
}

const everywhere = lazily(furnished)

test('every route is walked here', async () => {
  const walked = (await everywhere()).flatMap(([, pages]) => Object.keys(pages))
  expect(walked.toSorted()).toEqual([...(await routes()), 'nowhere'].toSorted())
})

test.for(looks)('no page has a barrier, jumps, is too wide or asks anybody but us: $size, $scheme', async (look) => {
  const wrong: string[] = []
  for (const [as, pages] of await everywhere()) {
    const visitor = await store.visit({ ...look, ...(as && { as }) })
    visitor.page.on('request', (request) => {
      if (new URL(request.url()).origin !== store.network.url) wrong.push(`asks ${request.url()}`)
    })
    await visitor.page.addInitScript(watchJumps)
    for (const path of Object.values(pages).flat()) {
      await visitor.goTo(path)
      await visitor.page.getByRole('heading', { level: 1 }).first().waitFor()
      await visitor.page.waitForLoadState('networkidle')
      wrong.push(...(await jumpsOf(visitor)).map((jump) => `${path} ${jump}`))
      await meetsNoBarrier(visitor).catch((error: Error) => wrong.push(`${path} ${error.message}`))
    }
    await visitor.leave()
  }
  expect(wrong).toEqual([])
})
