import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { EventShown, Person } from '#local/person'
import { minute, minutesUntil } from '../messages/cron.ts'
import { startNetwork } from '../setup/network.ts'

const askedToPay = (buyer: Person, order: { id: string }) =>
  buyer.call<{ state: string }>('POST', '/api/payments/checkouts', { body: { order: order.id } })

/** A hold, and a page to pay on that Stripe still made. */
const withPage = async (buyer: Person, event: EventShown) => {
  const order = await buyer.holds(event)
  return { buyer, order, page: await buyer.opensCheckout(order) }
}

export const tellStripeAway = (how: 'unreachable' | 'failing') =>
  test(`Stripe is away for an hour (${how}): holds end, nobody is charged twice, and five minutes after its return all is settled`, async () => {
    await using network = await startNetwork()
    const seller = await network.person()
    const event = await seller.lists({ quantity: 12, holdMinutes: 10 })
    const buyers = await network.crowd(6)
    const [before, onTheWay, lateWithTicket, unpaid, comesBack, returns] = buyers
    if (!before || !onTheWay || !lateWithTicket || !unpaid || !comesBack || !returns) throw new Error('nobody came')

    const paid = await before.holds(event)
    await before.pays(paid)
    await network.settle()
    const refunded = await returns.holds(event)
    await returns.pays(refunded)
    await network.settle()
    // Authorised, and Stripe goes away before it can say so and before anything can be captured.
    const early = await withPage(onTheWay, event)
    const late = await withPage(lateWithTicket, event)
    const idle = await withPage(unpaid, event)
    const release = network.stripe.faults.holdWebhooks(() => true)
    await onTheWay.entersCard(early.page)
    const back = network.stripe.faults.away(how)

    // What a seller decides meanwhile is done later.
    await seller.succeed('POST', `/api/orders/sales/${refunded.id}/refunds`, { body: { reason: 'Asked kindly' } })
    const waits = await comesBack.holds(event)
    for (let minutes = 0; minutes < 60; minutes += 15) {
      const asked = await askedToPay(comesBack, waits)
      expect([503, 410]).toContain(asked.status)
      // Where only the API fails, the page that is open still takes cards, also after the hold has ended.
      if (how === 'failing' && minutes === 15) await lateWithTicket.entersCard(late.page)
      await network.advance({ minutes: 15 })
      await network.sweep()
    }
    expect(await unpaid.sees(idle.order)).toMatchObject({ state: 'released', because: 'expired' })
    expect(await comesBack.sees(waits)).toMatchObject({ state: 'released', because: 'expired' })
    expect(network.stripe.books().balance.eur).toMatchObject({ captured: 5000, refunded: 0 })

    back()
    release()
    const isOver = async () => {
      const { payments } = await books(network.database)
      const unfinished = ['opening', 'open', 'authorized', 'capturing', 'voiding', 'taken', 'returning']
      const refunds = network.stripe.books().balance.eur?.refunded ?? 0
      return refunds === 2500 && unfinished.every((state) => (payments[state] ?? 0) === 0)
    }
    expect(await minutesUntil(network, isOver)).toBeLessThanOrEqual(5)
    await minute(network)

    // There were enough tickets left, so whoever paid has theirs; each was charged once.
    expect(await onTheWay.sees(early.order)).toMatchObject({ state: 'paid' })
    expect(await lateWithTicket.sees(late.order)).toMatchObject({ state: how === 'failing' ? 'paid' : 'released' })
    expect(await before.sees(paid)).toMatchObject({ state: 'paid' })
    expect(await returns.sees(refunded)).toMatchObject({ state: 'refunded' })
    const { balance, refunds } = network.stripe.books()
    expect(balance.eur).toMatchObject({
      ...{ captured: how === 'failing' ? 10_000 : 7500, refunded: 2500, authorised: 0 },
    })
    expect(refunds).toHaveLength(1)
    expect((await books(network.database)).wrong).toEqual([])
    // And the store sells as before.
    const last = await comesBack.holds(event)
    await comesBack.pays(last)
    await network.settle()
    expect(await comesBack.sees(last)).toMatchObject({ state: 'paid' })
  })
