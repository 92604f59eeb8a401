import { crowd } from '#local/crowd'
import type { Network } from '#local/network'
import type { EventShown, Person } from '#local/person'
import type { ServiceName } from '#shared/messages/envelope'

export type Part = ServiceName | 'gateway'

/** What is needed to sell in a network: a seller, an event, and a hall of two rows of twenty seats. */
export const openShop = async (network: Network) => {
  const seller = await network.person()
  const event = await seller.lists({ quantity: 1000 })
  const seats = ['A', 'B'].map((row) => ({ section: 'Stalls', row, first: 1, last: 20 }))
  const hall = await seller.lists({
    ticketTypes: [{ name: 'Stalls', price: { amount: 4000, currency: 'EUR' }, quantity: 40, seats }],
  })
  return { seller, event, hall }
}
type Shop = { seller: Person; event: EventShown; hall: EventShown }

/** A runtime under test, seen from where one of its services listens. */
export const placeAt = (network: Network, shop: Shop, urlOf: (part: Part) => string) => {
  const settle = () => network.settle()
  const storeAt = (part: Part) => ({ url: urlOf(part), issuer: network.url, secrets: network.secrets, settle })
  return {
    ...{ ...shop, urlOf, storeAt, settle },
    /** Two people who have nothing to do with each other, at that service. */
    two: async (part: Part) => (await crowd(storeAt(part), 2)) as [Person, Person],
  }
}
export type Place = ReturnType<typeof placeAt>
