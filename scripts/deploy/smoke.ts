import * as z from 'zod'

type Check = { what: string; run: (store: string) => Promise<void> }

const PATIENCE_MS = 5000

const ask = (store: string, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, store), { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...init })

const must = (holds: boolean, otherwise: string) => {
  if (!holds) throw new Error(otherwise)
}

const refused = async (store: string, path: string, init: RequestInit, status: number) => {
  const response = await ask(store, path, init)
  must(response.status === status, `answered ${response.status} instead of ${status}`)
  must(/^application\/problem\+json/.test(response.headers.get('content-type') ?? ''), 'said no without a problem')
}

const json = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const Keys = z.object({ keys: z.array(z.object({ kid: z.string(), d: z.never().optional() }).loose()).min(1) })
const Page = z.object({ items: z.array(z.unknown()) }).loose()

/** What must be so of any store a minute after it was deployed, and can be seen from outside without changing anything. */
export const checks: Check[] = [
  {
    what: 'every service is ready',
    run: async (store) => {
      const response = await ask(store, '/readyz')
      must(response.ok, `/readyz answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    },
  },
  {
    what: 'the pages are there, with their policy',
    run: async (store) => {
      const response = await ask(store, '/')
      must(
        response.ok && (await response.text()).includes('id="root"'),
        `/ answered ${response.status} without the page`,
      )
      must(response.headers.has('content-security-policy'), 'the page comes without a Content-Security-Policy')
    },
  },
  {
    what: 'what is on sale can be listed',
    run: async (store) => {
      const response = await ask(store, '/api/tickets/events?limit=1')
      must(response.ok, `answered ${response.status}`)
      Page.parse(await response.json())
    },
  },
  {
    what: 'the keys of access tokens are published, their private halves are not',
    run: async (store) => {
      Keys.parse(await (await ask(store, '/api/auth/jwks')).json())
    },
  },
  { what: 'a stranger sees no orders', run: (store) => refused(store, '/api/orders', {}, 401) },
  {
    what: 'a message without a signature is not heard',
    run: async (store) => {
      await refused(store, '/api/orders/messages', json({ id: 'smoke' }), 401)
      await refused(store, '/api/payments/messages', json({ id: 'smoke' }), 401)
      await refused(store, '/api/notifications/messages', json({ id: 'smoke' }), 401)
    },
  },
  {
    what: 'a webhook without Stripe’s signature is not kept',
    run: (store) => refused(store, '/api/payments/webhooks/stripe', json({ id: 'evt_smoke' }), 401),
  },
  {
    what: 'no public door leads inside',
    run: async (store) => {
      const response = await ask(store, '/internal/sweep', { method: 'POST' })
      must(!response.ok, `POST /internal/sweep answered ${response.status}`)
    },
  },
]

export type Outcome = { what: string; wrong?: string }

/** Runs every check once. */
export const look = (store: string): Promise<Outcome[]> =>
  Promise.all(
    checks.map(async ({ what, run }) => {
      try {
        await run(store)
        return { what }
      } catch (error) {
        return { what, wrong: error instanceof Error ? error.message : String(error) }
      }
    }),
  )

/** Looks until nothing is wrong, for `patienceMs`: a new version needs a moment to be everywhere. The last look is returned. */
export const smoke = async (store: string, patienceMs = 60_000, everyMs = 2000): Promise<Outcome[]> => {
  const until = Date.now() + patienceMs
  for (;;) {
    const outcomes = await look(store)
    if (outcomes.every(({ wrong }) => wrong === undefined) || Date.now() >= until) return outcomes
    await new Promise((again) => setTimeout(again, everyMs))
  }
}
