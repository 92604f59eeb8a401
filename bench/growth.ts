import { floorRow, type Row } from './row.ts'
import { putPast, renewSale } from './stock.ts'
import type { World } from './world.ts'

const CONNECTIONS = [8]
const STOCK = 300_000
const PAST = 1_000_000

const title = (count: number) => count.toLocaleString('en')

/** Whether holds stay as fast when there is more of everything. The same stock each time, in other portions. */
export const growthRows = ({ databases }: World): Row[] => {
  const portions = [100, 1000, 10_000, 100_000].map((units) =>
    floorRow(databases.floor, {
      id: `growth-type-of-${units}`,
      what: `${title(units)} units in a type, ${title(STOCK / units)} of them`,
      connections: CONNECTIONS,
      sale: { events: STOCK / units, units },
    }),
  )
  const crowded = [10, 1000, 100_000].map((events) =>
    floorRow(databases.floor, {
      id: `growth-events-${events}`,
      what: `${title(events)} events, ${title(STOCK / events)} units each`,
      connections: CONNECTIONS,
      sale: { events, units: STOCK / events },
    }),
  )
  let past: Promise<void> | undefined
  const sale = { events: 1, units: 100_000 }
  return [
    ...portions,
    ...crowded,
    floorRow(
      databases.past,
      { id: 'growth-past', what: `one type, ${title(PAST)} past orders`, connections: CONNECTIONS, sale },
      async (database, wanted) => {
        past ??= putPast(database, PAST)
        await past
        await renewSale(database, wanted)
      },
    ),
    floorRow(databases.floor, {
      id: 'growth-lapsed',
      what: 'one type, every unit held, half of the holds over',
      connections: CONNECTIONS,
      sale: { events: 1, units: 200_000, taken: 'half-lapsed' },
    }),
  ]
}
