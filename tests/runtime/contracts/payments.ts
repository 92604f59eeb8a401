import { expect, test } from 'vitest'
import type { Person } from '#local/person'
import type { Place } from './place.ts'

/** What payments promises: a page to pay on for who holds the order, and nothing for whoever cannot prove who they are. */
export const paymentsContract = (place: () => Place) => {
  test('opens one checkout for an order, for its buyer alone, and takes the money once', async () => {
    const { event, two, storeAt, settle } = place()
    const [buyer, stranger] = await two('payments')
    const order = await buyer.at(storeAt('orders')).holds(event, 2)
    const asks = (person: Person) =>
      person.call<{ url: string }>('POST', '/api/payments/checkouts', { body: { order: order.id } })
    expect((await asks(stranger)).status).toBe(404)
    const [once, again] = [await asks(buyer), await asks(buyer)]
    expect([once.status, again.body.url]).toEqual([201, once.body.url])
    const path = `/api/payments/checkouts/${order.id}`
    expect((await stranger.call('GET', path)).status).toBe(404)
    expect(await buyer.entersCard(once.body.url)).toContain(`/orders/${order.id}?paid=1`)
    await settle()
    expect(await buyer.at(storeAt('orders')).sees(order)).toMatchObject({ state: 'paid' })
    expect(await buyer.call('GET', path)).toMatchObject({ status: 200, body: { state: 'captured' } })
  })

  test('believes nothing that Stripe or the broker has not signed', async () => {
    const send = (path: string, headers: Record<string, string>) =>
      fetch(`${place().urlOf('payments')}/api/payments/${path}`, { method: 'POST', body: '{}', headers })
    const webhook = await send('webhooks/stripe', { 'stripe-signature': 't=1,v1=00' })
    const message = await send('messages', { 'upstash-signature': 'not.a.signature' })
    expect([webhook.status, message.status]).toEqual([401, 401])
    for (const answer of [webhook, message]) expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test('names the field that is wrong', async () => {
    const [person] = await place().two('payments')
    const reply = await person.call('POST', '/api/payments/checkouts', { body: { order: 'ord_1' } })
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/order' }] } })
  })
}
