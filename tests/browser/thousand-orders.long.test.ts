import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { eventually, openStore } from './store.ts'

const store = openStore()

/** Counts how often a sum is put into words: a row does so each time it is drawn. */
const countSums = () => {
  const counted = Object.assign(globalThis, { sums: 0 })
  const own = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format')
  Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
    ...own,
    get() {
      counted.sums += 1
      return own?.get?.call(this)
    },
  })
}

test('a thousand orders are listed fifty at a time, and each fifty cost what the first did', async () => {
  const { network } = store
  const [seller, buyer] = [await network.person(), await network.person({ name: 'Bea Buyer' })]
  const event = await seller.lists({ title: 'Everybody came', price: 2500 })
  const order = await buyer.holds(event, 2)
  await network.settle()
  await buyer.pays(order)
  await network.settle()
  await admin(
    network.database,
    `insert into orders.orders (id, buyer, event, state, lines, units, amount, currency, held_at, expires_at, payment, closed_at,
       version, idempotency_key, fingerprint)
     select 'ord_' || lpad(to_hex(n), 32, '0'), 'acc_' || lpad(to_hex(n), 32, '0'), event, state, lines, units, amount, currency,
       held_at, expires_at, payment, closed_at, version, idempotency_key || n, fingerprint
     from orders.orders, generate_series(1, 999) n where id = $1 and event = $2`,
    [order.id, event.id],
  )
  const visitor = await store.visit({ as: seller })
  await visitor.page.addInitScript(countSums)
  await visitor.goTo(`/sell/${event.id}/orders`)
  const rows = visitor.page.locator('main ul > li:has(h2)')
  await eventually(() => rows.count()).toBe(50)

  const sums = () => visitor.page.evaluate(() => (globalThis as unknown as { sums: number }).sums)
  /** Draws fifty more; returns how many sums that took, and how many changes to rows that were there before. */
  const more = async (from: number) => {
    const before = await sums()
    await visitor.page.evaluate(() => {
      const seen = Object.assign(globalThis, { touched: 0 })
      const list = document.querySelector('main ul:has(> li h2)')
      const old = new Set(list?.children)
      const within = (node: Node | null) => [...old].some((row) => row.contains(node))
      new MutationObserver((records) => {
        seen.touched += records.filter(({ target }) => within(target)).length
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
    })
    await visitor.press('Show more')
    await eventually(() => rows.count()).toBe(from + 50)
    const touched = await visitor.page.evaluate(() => (globalThis as unknown as { touched: number }).touched)
    return { sums: (await sums()) - before, touched }
  }
  const first = await more(50)
  expect(first.sums).toBeGreaterThanOrEqual(50)
  let last = first
  for (let from = 100; from < 1000; from += 50) last = await more(from)
  expect(last).toEqual({ sums: first.sums, touched: 0 })
  expect(await visitor.button('Show more').count()).toBe(0)

  const nodes = await rows.first().evaluate((row) => row.querySelectorAll('*').length)
  const all = await visitor.page.evaluate(() => document.querySelectorAll('main *').length)
  expect(all).toBeLessThan(1000 * (nodes + 5))
  await visitor.goTo(`/sell/${event.id}/orders?q=bea`)
  await eventually(() => rows.count()).toBe(1)
})
