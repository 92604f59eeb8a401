import type { Network } from '#local/network'
import { type EventShown, listing, type OrderShown, type Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

/** A store with something in it that belongs to somebody, and people to whom it does not belong. */
export type Scene = {
  network: Network
  people: { visitor: Person; stranger: Person; owner: Person; operator: Person }
  /** What there is, by the prefix of its ids; all of it the owner's. */
  ids: Record<string, string[]>
  event: EventShown
  draft: EventShown
  order: OrderShown
}

export const openScene = async (): Promise<Scene> => {
  const network = await startNetwork()
  const [visitor, stranger, owner] = await Promise.all([network.person(), network.person(), network.person()])
  const operator = await network.operator()
  visitor.forgetCookies()
  const event = await owner.lists({ quantity: 1000, maxPerOrder: 5 })
  const draft = await owner.succeed<EventShown>('POST', '/api/tickets/events', { body: listing({ title: 'Secret' }) })
  const order = await owner.holds(event)
  await network.settle()
  const ids = {
    evt: [event.id, draft.id],
    ord: [order.id],
    typ: [event, draft].flatMap(({ ticketTypes }) => ticketTypes.map(({ id }) => id)),
  }
  return { network, people: { visitor, stranger, owner, operator }, ids, event, draft, order }
}

/** A path with ids in the places of its parameters. */
export const pathTo = (path: string, { event, order }: Scene) =>
  path
    .replace(/^(\/api\/tickets\/.*)[:{]id}?/, `$1${event.id}`)
    .replace(/(operator\/refunds\/)[:{]id}?/, `$1rfd_${'0'.repeat(32)}`)
    .replace(/[:{]admission}?/, `adm_${'0'.repeat(32)}`)
    .replace(/[:{]event}?/, event.id)
    .replace(/[:{](id|order)}?/, order.id)
