import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { startPayments, type Till } from '../../tests/setup/payments.ts'

type Shown = { state: string; url: string | null; queue: { opensAt: string; now: string } | null }

const shown = async (answer: Promise<Response>) => {
  const response = await answer
  return { status: response.status, retry: response.headers.get('retry-after'), body: (await response.json()) as Shown }
}

const sessions = (till: Till) => till.stripe.books().sessions

test('ten tabs that ask at once get one page', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  const answers = await Promise.all(Array.from({ length: 10 }, () => shown(till.asksToPay(order))))
  expect(new Set(answers.map(({ body }) => body.url)).size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 201, body: { state: 'open', queue: null } })
  expect(sessions(till)).toHaveLength(1)
})

test('who comes when many come gets a place of their own, keeps it, and gets a page when its time has come', async () => {
  await using till = await startPayments({ STRIPE_CHECKOUTS_PER_SECOND: '2' })
  const orders = await Promise.all(Array.from({ length: 4 }, () => till.holds()))
  const answers = []
  for (const order of orders) answers.push(await shown(till.asksToPay(order)))
  expect(answers[0]).toMatchObject({ status: 201, body: { state: 'open' } })
  const places = answers.slice(1).map(({ body }) => {
    expect(body).toMatchObject({ state: 'queued', url: null })
    return Date.parse(body.queue?.opensAt ?? '')
  })
  for (const [index, place] of places.slice(1).entries())
    expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(500)

  const last = orders[3] ?? orders[0]
  if (!last) throw new Error('nobody is last')
  const again = await shown(till.asksToPay(last))
  // The same place, unless its time has come while we were looking.
  expect([answers[3]?.body.queue?.opensAt, undefined]).toContain(again.body.queue?.opensAt)
  const seen = await shown(till.send('GET', `/api/payments/checkouts/${last.id}`, undefined, last.headers))
  expect(['queued', 'open']).toContain(seen.body.state)
  await expect.poll(async () => (await shown(till.asksToPay(last))).body.state, { timeout: 10_000 }).toBe('open')
  expect(sessions(till)).toHaveLength(2)
})

test('when Stripe says that it is too much, the buyer waits in the queue and not in front of an error', async () => {
  await using till = await startPayments({ STRIPE_CHECKOUTS_PER_SECOND: '50' })
  const order = await till.holds()
  till.stripe.faults.next('checkout.sessions.create', { status: 429 })
  const turnedAway = await shown(till.asksToPay(order))
  expect(turnedAway).toMatchObject({ status: 201, body: { state: 'queued' } })
  const { opensAt, now } = turnedAway.body.queue ?? { opensAt: '', now: '' }
  expect(Date.parse(opensAt) - Date.parse(now)).toBeGreaterThan(900)
  // Whoever comes next is behind, and at half the pace.
  const next = await shown(till.asksToPay(await till.holds()))
  expect(Date.parse(next.body.queue?.opensAt ?? '') - Date.parse(opensAt)).toBeGreaterThanOrEqual(35)
  await expect.poll(async () => (await shown(till.asksToPay(order))).body.state, { timeout: 10_000 }).toBe('open')
  expect(sessions(till)).toHaveLength(1)
})

test('a queue that is longer than the hold is no promise', async () => {
  await using till = await startPayments({ STRIPE_CHECKOUTS_PER_SECOND: '0.001' })
  await shown(till.asksToPay(await till.holds()))
  const order = await till.holds()
  const refused = await shown(till.asksToPay(order))
  expect(refused).toMatchObject({ status: 503, retry: '5', body: { detail: expect.stringContaining('Extend it') } })
  expect((await till.paymentOf(order)).slotAt).toBeNull()
  // Whose hold is long enough has the place that nobody took.
  const patient = await shown(till.asksToPay(await till.holds(5000, 60)))
  expect(patient).toMatchObject({ status: 201, body: { state: 'queued' } })
})

test('what costs less than Stripe takes is not begun', async () => {
  await using till = await startPayments()
  const refused = await shown(till.asksToPay(await till.holds(49)))
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/price-too-low', least: { amount: 50, currency: 'EUR' } },
  })
  expect(await shown(till.asksToPay(await till.holds(50)))).toMatchObject({ status: 201, body: { state: 'open' } })
})

test('a seller who cannot be paid sells nothing, and the buyer is told in words of their own', async () => {
  await using till = await startPayments()
  till.deps.terms = async () => 'not-payable'
  const order = await till.holds()
  expect(await shown(till.asksToPay(order))).toMatchObject({
    status: 409,
    body: {
      type: '/problems/seller-not-payable',
      title: expect.not.stringContaining('Selling'),
      detail: expect.stringContaining('not been charged'),
    },
  })
  till.deps.terms = async () => 'not-told'
  expect(await shown(till.asksToPay(order))).toMatchObject({ status: 503, retry: '1' })
  expect(sessions(till)).toEqual([])
})

test('the terms are those of the first page, whatever they are later', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  till.deps.terms = async (seller, total) => {
    expect([seller, total]).toEqual([order.seller, { amount: 5000, currency: 'EUR' }])
    return { fee: 250, destination: null }
  }
  await shown(till.asksToPay(order))
  till.deps.terms = async () => ({ fee: 999, destination: 'acct_other' })
  await shown(till.asksToPay(order))
  expect(await till.paymentOf(order)).toMatchObject({ fee: 250, destination: null, seller: order.seller })
})

test('nobody sees or opens what is not theirs', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await shown(till.asksToPay(order))
  const stranger = await till.people.join('Stranger')
  const path = `/api/payments/checkouts/${order.id}`
  expect((await till.send('GET', path, undefined, stranger.headers)).status).toBe(404)
  expect((await till.send('GET', path)).status).toBe(401)
  expect((await till.asksToPay({ id: newId('order'), headers: stranger.headers })).status).toBe(404)
})
