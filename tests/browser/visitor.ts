import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core'
import type { Person } from '#local/person'

export const sizes = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 900 } },
} as const

export type Visit = {
  size?: keyof typeof sizes
  scheme?: 'light' | 'dark'
  /** Signed in already, as somebody who signed up through the API. */
  as?: Person
  /** Pixels of the picture for one of the page. */
  scale?: number
}

const PATIENCE_MS = 30_000

/** What the browser itself says about an answer of 4xx; that such an answer comes is for the story to judge. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d /

/** Runs in the page: says so, once per page, when anything makes it wider than the screen. */
const watchWidth = () => {
  const told = new Set<string>()
  const look = () => {
    const { scrollWidth, clientWidth } = document.documentElement
    // A screen of one pixel is one that has not been set up yet, or is being taken down.
    if (clientWidth < 100 || scrollWidth <= clientWidth || told.has(location.pathname)) return
    told.add(location.pathname)
    console.error(`${location.pathname} is ${scrollWidth} pixels wide on a screen of ${clientWidth}`)
  }
  new MutationObserver(() => requestAnimationFrame(look)).observe(document, { subtree: true, childList: true })
  addEventListener('load', look)
}

const cookiesOf = (person: Person, url: string) =>
  Array.from(person.cookies, ([name, value]) => ({
    name,
    value,
    domain: new URL(url).hostname,
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax' as const,
  }))

/** Somebody in front of a browser: finds things by what they are and what they are called, as people do. */
export class Visitor {
  readonly page: Page
  /** What went wrong in the page by itself: errors nobody caught, messages in its console, pages wider than the screen. */
  readonly complaints: string[]
  #context: BrowserContext
  #url: string

  private constructor(context: BrowserContext, page: Page, url: string, complaints: string[] = []) {
    this.#context = context
    this.complaints = complaints
    this.#url = url
    this.page = page
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.stack ?? error.message}`))
    page.on('console', (message) => this.#listen(message))
  }

  static async open(browser: Browser, url: string, { size = 'desktop', scheme = 'light', as, scale = 1 }: Visit) {
    const context = await browser.newContext({
      ...sizes[size],
      colorScheme: scheme,
      deviceScaleFactor: scale,
      locale: 'en-GB',
      timezoneId: 'Europe/Vienna',
      baseURL: url,
      // Movement is decoration; without it, what is on the page is where it will stay.
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    context.setDefaultNavigationTimeout(PATIENCE_MS)
    await context.addInitScript(watchWidth)
    if (as) await context.addCookies(cookiesOf(as, url))
    return new Visitor(context, await context.newPage(), url)
  }

  #listen(message: ConsoleMessage) {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (!REFUSED.test(message.text())) this.complaints.push(`${message.type()}: ${message.text()}`)
  }

  /** The same person, beside: one session, one list of complaints, and both tabs leave together. */
  async opensAnotherTab(path: string) {
    const other = new Visitor(this.#context, await this.#context.newPage(), this.#url, this.complaints)
    await other.goTo(path)
    return other
  }

  goTo(path: string) {
    return this.page.goto(new URL(path, this.#url).href)
  }

  /** Waits until the page with this heading is there. */
  at(heading: string | RegExp) {
    return this.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
  }

  /** Waits until this can be read somewhere on the page. */
  reads(words: string | RegExp) {
    return this.page.getByText(words).filter({ visible: true }).first().waitFor()
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: true })
  }

  link(name: string | RegExp) {
    return this.page.getByRole('link', { name, exact: true })
  }

  field(label: string) {
    return this.page.getByLabel(label, { exact: true })
  }

  async press(name: string | RegExp) {
    await this.button(name).click()
  }

  async follow(name: string | RegExp) {
    await this.link(name).click()
  }

  async fills(fields: Record<string, string>) {
    for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value)
  }

  /** The path of the page somebody is on. */
  get path() {
    return new URL(this.page.url()).pathname
  }

  /** What has the focus, as a screen reader would name it. */
  focused() {
    return this.page.evaluate(() => {
      const { activeElement: it } = document
      return it?.getAttribute('aria-label') ?? it?.textContent?.trim() ?? ''
    })
  }

  /** Another tab was in front; now this one is again. */
  async comesBack() {
    await this.page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  }

  async leave() {
    await this.#context.close()
  }
}
