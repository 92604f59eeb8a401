import { expect, test } from 'vitest'
import { testCards } from '#local/person'
import { openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore()

type Piece = string | [name: string, kind?: string | undefined, forms?: unknown]

/** "to <0>pay</0>" → "⟦to ⟧<0>⟦pay⟧</0>" */
const inBrackets = (text: string) => text.replaceAll(/(<\/?\d+\/?>)|([^<]+)/g, (_, tag, words) => tag ?? `⟦${words}⟧`)

/** A language nobody speaks: English with every piece of a message in brackets, plurals too. */
const madeUp = (message: string | Piece[]): string | Piece[] => {
  if (typeof message === 'string') return inBrackets(message)
  return message.map((piece): Piece => {
    if (typeof piece === 'string') return inBrackets(piece)
    const [name, kind, forms] = piece
    if (typeof forms !== 'object' || forms === null) return piece
    const spoken = Object.entries(forms).map(([form, words]) => [form, form === 'offset' ? words : madeUp(words)])
    return [name, kind, Object.fromEntries(spoken)]
  })
}

const speaksTheMadeUp = async ({ page }: Visitor) => {
  await page.route(/\/assets\/(everybody|orders|sellers|accounts)-[\w-]+\.js$/, async (route) => {
    const answer = await route.fetch()
    const source = await answer.text()
    const [, written = '{}'] = /JSON\.parse\((`[\s\S]*`|"[\s\S]*"|'[\s\S]*')\)/.exec(source) ?? []
    // The file says JSON.parse(`…`): what stands between is a literal of the language it is written in.
    const messages: Record<string, string | Piece[]> = JSON.parse(await page.evaluate<string>(written))
    expect(Object.keys(messages).length).toBeGreaterThan(50)
    const spoken = Object.fromEntries(Object.entries(messages).map(([id, message]) => [id, madeUp(message)]))
    await route.fulfill({
      response: answer,
      body: `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(spoken))})`,
    })
  })
}

/** Runs in the page: whatever can be read or heard there and does not stand in brackets. Dates, sums and ids speak for themselves. */
const unmarked = () => {
  const own = [
    /⟦[^⟦⟧]*⟧/g,
    /[\w.+-]+@[\w.-]+/g,
    /\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/g,
    /\b(January|February|March|April|May|June|July|August|September|October|November|December)\b/g,
    /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\b/g,
    /\b(CET|CEST|UTC|GMT|EUR|USD|GBP|CHF|SEK|US)\b|GMT[+-]\d+/g,
    /\b[a-z]{3}_[0-9a-f]{4,}\b|\b[0-9a-f]{8}\b|\b[0-9A-F-]{4,}\b/g,
    /\bHoldfast\b|\bStripe\b|\bCSV\b|English|Deutsch|Français/g,
  ]
  const left = (text: string) => own.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text)
  const found = new Set<string>()
  const look = (text: string | null, where: string) => {
    if (text && /\p{L}{2,}/u.test(left(text))) found.add(`${where}: ${text.trim()}`)
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const within = node.parentElement
    if (within?.closest('script, style, noscript, time, [lang]:not(html), [translate="no"]')) continue
    look(node.textContent, within?.tagName.toLowerCase() ?? 'body')
  }
  for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (!element.closest('[lang]:not(html), [translate="no"]')) look(element.getAttribute(name), name)
  return [...found]
}

test('every word of every page is known to the translators', async () => {
  const { network } = store
  const seller = await network.person({ name: '⟦Selma⟧' })
  const event = await seller.lists({
    title: '⟦Choirs⟧',
    description: '⟦Four choirs, one roof.⟧',
    venue: '⟦Old Brewery⟧',
    city: '⟦Graz⟧',
    ticketTypes: [{ name: '⟦Standard⟧', price: { amount: 2500, currency: 'EUR' }, quantity: 10 }],
  })
  const buyer = await network.person({ name: '⟦Bea⟧' })
  const held = await buyer.holds(event, 1)
  const paid = await buyer.holds(event, 2)
  await buyer.pays(paid, testCards.good)
  await network.settle()

  const unspoken: string[] = []
  const walks = async (visitor: Visitor, paths: string[]) => {
    await speaksTheMadeUp(visitor)
    for (const path of paths) {
      await visitor.goTo(path)
      await visitor.page.getByRole('heading', { level: 1 }).first().waitFor()
      await visitor.page.waitForLoadState('networkidle')
      unspoken.push(...(await visitor.page.evaluate(unmarked)).map((words) => `${path} ${words}`))
    }
  }

  await walks(await store.visit(), [
    '/',
    '/?q=⟦nothing⟧',
    `/events/${event.id}`,
    '/sign-in',
    '/sign-up',
    '/reset-password',
    '/reset-password?token=x',
    '/verify-email',
    '/change-email?token=x',
    '/deleted',
    '/nowhere',
  ])
  await walks(await store.visit({ as: buyer }), ['/account', '/orders', `/orders/${held.id}`, `/orders/${paid.id}`])
  const behind = ['', '/orders', `/orders/${paid.id}`, '/cancel'].map((page) => `/sell/${event.id}${page}`)
  await walks(await store.visit({ as: seller }), ['/sell', '/sell/new', '/sell/money', ...behind])
  expect(unspoken).toEqual([])
})
