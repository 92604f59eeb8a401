import { putOnShow } from './catalogue.ts'
import { growthRows } from './growth.ts'
import { eventId } from './ids.ts'
import { floorRow, HOLDS_PER_BUYER, holdRow, type Row, readRow, standInRow } from './row.ts'
import { putTicketsOnSale, readStandInBooks, type Tickets } from './stand-in-stock.ts'
import { putOnSale } from './stock.ts'
import type { World } from './world.ts'

/** The rows of `--quick`. */
export const QUICK = [
  ...['floor-spread', 'floor-hot', 'bun-hot', 'bun-spread', 'workerd-hot', 'workerd-spread'],
  ...['standin-quota-lock', 'standin-read-then-write'],
]

/** More than anybody here can hold in a second: no row may be ended by its stock. */
const FASTEST = 30_000
const TYPES = 1000
const SHOWN = 1000
const HALLS = 20
const SEATS = 20_000

/** Everything that can be measured. Nothing starts before it is needed. */
export const rowsOf = (world: World, seconds: number, quick: boolean): Row[] => {
  const { databases, buyers } = world
  const hot = { events: 1, units: FASTEST * Math.ceil(seconds + 1) }
  const spread = { events: TYPES, units: Math.max(150, Math.ceil((hot.units / TYPES) * 1.5)) }
  const clients = quick ? [8, 32] : [1, 8, 32, 64]
  const edgeClients = quick ? [64] : [64, 256]
  const bun = { service: world.bun.orders, database: databases.bun, buyers }
  const workerd = { service: world.workerd, database: databases.edge, buyers }
  const gathered = { ...workerd, service: world.workerdGathered }
  const standIns = { service: world.standIns, sessions: world.sessions }
  const standIn = (tickets: Tickets) => ({
    connections: [64],
    prepare: async () => putTicketsOnSale(await world.standInDatabase(), tickets),
    books: async () => readStandInBooks(await world.standInDatabase()),
  })
  // The same sale as ours, and one in which counting what was sold stays cheap.
  const asOurs = standIn({ sales: 10, each: hot.units })
  const small = standIn({ sales: 20_000, each: 100 })
  const shown = Array.from({ length: SHOWN }, (_, index) => eventId(index + 1))

  return [
    floorRow(databases.floor, {
      id: 'floor-spread',
      what: `the hold statement from a driver, ${TYPES} types`,
      connections: clients,
      sale: spread,
    }),
    floorRow(databases.floor, {
      id: 'floor-hot',
      what: 'the same, everybody wants one type',
      connections: clients,
      sale: hot,
    }),
    floorRow(databases.floor, {
      id: 'floor-limited',
      what: `as floor-hot, at most ${HOLDS_PER_BUYER} a person`,
      connections: clients,
      sale: { ...hot, maxPerPerson: HOLDS_PER_BUYER },
    }),
    holdRow(bun, { id: 'bun-hot', what: 'HTTP on Bun, one type', connections: [256], sale: hot }),
    holdRow(bun, {
      id: 'bun-limited',
      what: `as bun-hot, at most ${HOLDS_PER_BUYER} a person`,
      connections: [256],
      sale: { ...hot, maxPerPerson: HOLDS_PER_BUYER },
    }),
    holdRow(bun, {
      id: 'bun-spread',
      what: `HTTP on Bun, ${TYPES} types`,
      connections: [64, 256],
      sale: spread,
    }),
    holdRow(bun, {
      id: 'bun-strangers',
      what: 'as bun-spread, no buyer comes twice',
      connections: [256],
      sale: spread,
      holdsPerBuyer: 1,
    }),
    holdRow(bun, {
      id: 'bun-seats',
      what: 'HTTP on Bun, best two seats together, 20 halls',
      connections: [256],
      sale: { events: HALLS, units: SEATS, seatsInRow: 50 },
      quantity: 2,
    }),
    holdRow(bun, {
      id: 'bun-checked',
      what: 'session and body checked, nothing held',
      connections: [256],
      sale: spread,
      keyless: true,
      counts: 400,
    }),
    readRow(world.bun.orders, {
      id: 'bun-nothing',
      what: 'the same service asked whether it lives',
      paths: ['/livez'],
    }),
    holdRow(bun, {
      id: 'bun-soldout',
      what: 'HTTP on Bun, one type with nothing left: refusals',
      connections: [256],
      sale: { events: 1, units: 10_000, taken: 'sold' },
      counts: 409,
    }),
    holdRow(workerd, {
      id: 'workerd-hot',
      what: 'HTTP on workerd, Neon endpoint, one type',
      connections: edgeClients,
      sale: hot,
    }),
    holdRow(workerd, {
      id: 'workerd-spread',
      what: `HTTP on workerd, Neon endpoint, ${TYPES} types`,
      connections: edgeClients,
      sale: spread,
    }),
    holdRow(gathered, {
      id: 'workerd-gathered-hot',
      what: 'workerd with gatherers, one type',
      connections: edgeClients,
      sale: hot,
    }),
    holdRow(gathered, {
      id: 'workerd-gathered-spread',
      what: `workerd with gatherers, ${TYPES} types`,
      connections: edgeClients,
      sale: spread,
    }),
    standInRow(standIns, {
      ...asOurs,
      id: 'standin-quota-lock',
      what: 'stand-in: lock, count, insert (Express)',
      path: '/quota-lock',
    }),
    standInRow(standIns, {
      ...small,
      id: 'standin-quota-lock-100',
      what: 'the same in sales of 100 tickets',
      path: '/quota-lock',
    }),
    standInRow(standIns, {
      ...asOurs,
      id: 'standin-read-then-write',
      what: 'stand-in: read, write, publish (Express)',
      path: '/read-then-write',
    }),
    readRow(world.outside, { id: 'read-constant', what: 'a constant answer on Bun', paths: ['/'] }),
    readRow(world.bun.tickets, {
      id: 'read-event',
      what: `one of ${SHOWN} events`,
      paths: shown.map((id) => `/api/tickets/events/${id}`),
      prepare: async () => putOnShow(await databases.bun(), SHOWN),
    }),
    readRow(world.bun.tickets, {
      id: 'read-listing',
      what: `the first 20 of ${SHOWN} events`,
      paths: ['/api/tickets/events'],
      prepare: async () => putOnShow(await databases.bun(), SHOWN),
    }),
    readRow(world.bun.orders, {
      id: 'read-availability',
      what: 'what one event of 200 units has left',
      paths: shown.map((id) => `/api/orders/availability?events=${id}`),
      prepare: async () => putOnSale(await databases.bun(), { events: SHOWN, units: 200 }),
    }),
    ...growthRows(world),
  ]
}
