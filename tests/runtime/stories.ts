import { expect, test } from 'vitest'
import { type EventShown, type Person, testCards } from '#local/person'

/** A store at which somebody sells and two may buy; `advance` moves the clock that deadlines go by, in milliseconds. */
export type World = {
  seller: Person
  buyer: Person
  other: Person
  advance(ms: number): Promise<void>
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>
  /** What cron does every minute. */
  sweep(): Promise<unknown>
  /** What Stripe has taken and given back altogether, in cents. */
  books(): { captured: number; refunded: number }
}

const MINUTE = 60_000

/** What the store promises across its services, whatever they run on and whatever carries their messages: told in both homes. */
export const stories = (world: () => Promise<World>) => {
  const onSale = ({ seller }: World, quantity: number): Promise<EventShown> => seller.lists({ quantity, price: 2500 })

  test('a purchase: held, confirmed, paid, and charged once', async () => {
    const here = await world()
    const [event, before] = [await onSale(here, 10), here.books()]
    const order = await here.buyer.holds(event, 2)
    expect(await here.buyer.pays(order)).toContain(`/orders/${order.id}?paid=1`)
    await here.settle()
    expect(await here.buyer.sees(order)).toMatchObject({ state: 'paid' })
    await here.sweep()
    await here.settle()
    expect(here.books()).toEqual({ captured: before.captured + 5000, refunded: before.refunded })
  })

  test('an expiry: what nobody pays for goes back on sale by itself, and everybody is told', async () => {
    const here = await world()
    const event = await onSale(here, 1)
    const order = await here.buyer.holds(event)
    expect((await here.other.asksToHold(event)).status).toBe(409)
    await here.advance(15 * MINUTE)
    await here.settle()
    expect(await here.buyer.sees(order)).toMatchObject({ state: 'released', because: 'expired' })
    expect(await here.other.holds(event)).toMatchObject({ state: 'held' })
  })

  test('a fault of the card: declined, and another one pays', async () => {
    const here = await world()
    const order = await here.buyer.holds(await onSale(here, 1))
    const page = await here.buyer.opensCheckout(order)
    await here.buyer.entersCard(page, testCards.declined)
    await here.settle()
    expect(await here.buyer.sees(order)).toMatchObject({ state: 'held' })
    await here.buyer.entersCard(page, testCards.good)
    await here.settle()
    expect(await here.buyer.sees(order)).toMatchObject({ state: 'paid' })
  })

  test('a fault of time: who pays when the ticket is somebody else’s is charged nothing', async () => {
    const here = await world()
    const [event, before] = [await onSale(here, 1), here.books()]
    const order = await here.buyer.holds(event)
    const page = await here.buyer.opensCheckout(order)
    await here.advance(15 * MINUTE)
    const won = await here.other.holds(event)
    await here.buyer.entersCard(page)
    await here.settle()
    await here.sweep()
    await here.settle()
    expect(await here.buyer.sees(order)).toMatchObject({ state: 'released' })
    expect(await here.other.sees(won)).toMatchObject({ state: 'held' })
    const { captured, refunded } = here.books()
    expect(captured - refunded).toBe(before.captured - before.refunded)
  })
}
