import { runJob, type Service } from './child.ts'
import type { FloorJob } from './floor.ts'
import type { LoadJob } from './load.ts'
import type { Run } from './result.ts'
import { type Books, putOnSale, readBooks, type Sale } from './stock.ts'
import type { Traffic } from './traffic.ts'

export type Clock = { warmUpSeconds: number; seconds: number }

/** A line of the table. */
export type Row = {
  id: string
  /** What it is, in a few words. */
  what: string
  /** The row that is 1.00 to this one. */
  of: 'floor-spread' | 'read-constant'
  /** How many connections ask at once; of several, the best is shown. */
  connections: number[]
  /** The status that counts. */
  counts: number
  /** Whether a service publishes what the holds have to say, so that what it has not yet said is worth showing. */
  tells: boolean
  /** Refusals are part of it, and not a sign that something is wrong. */
  refuses?: boolean
  prepare(): Promise<void>
  run(connections: number, clock: Clock): Promise<Run>
  books(): Promise<Books>
}

const NO_BOOKS = async () => ({ oversold: 0, untold: 0 })

/** A buyer comes, holds four times, and another comes. More than five open holds an event are refused. */
export const HOLDS_PER_BUYER = 4

type Described = Pick<Row, 'id' | 'what' | 'connections'> & { sale: Sale }

/** The statement straight from the driver. */
export const floorRow = (
  database: () => Promise<string>,
  { sale, ...described }: Described,
  prepare: (database: string, sale: Sale) => Promise<void> = putOnSale,
): Row => ({
  of: 'floor-spread',
  counts: 201,
  tells: false,
  ...described,
  prepare: async () => prepare(await database(), sale),
  run: async (connections, clock) => {
    const job: FloorJob = {
      ...clock,
      ...{ database: await database(), connections, events: sale.events, holdsPerBuyer: HOLDS_PER_BUYER },
    }
    return runJob('node', 'bench/floor.ts', job)
  },
  books: async () => readBooks(await database()),
})

const load = async (service: () => Promise<Service>, job: Omit<LoadJob, 'port'>): Promise<Run> =>
  runJob('bun', 'bench/load.ts', { ...job, port: (await service()).port })

type Over = { service: () => Promise<Service>; database: () => Promise<string>; buyers: () => Promise<string> }

/** Holds over HTTP: signed in, validated, announced. */
export const holdRow = (
  { service, database, buyers }: Over,
  {
    sale,
    counts = 201,
    holdsPerBuyer = HOLDS_PER_BUYER,
    quantity = 1,
    keyless = false,
    ...described
  }: Described & { counts?: number; holdsPerBuyer?: number; quantity?: number; keyless?: boolean },
): Row => ({
  of: 'floor-spread',
  counts,
  tells: true,
  ...described,
  prepare: async () => putOnSale(await database(), sale),
  run: async (connections, clock) => {
    const traffic: Traffic = {
      ...{ kind: 'holds', events: sale.events, holdsPerBuyer, buyers: await buyers(), quantity, keyless },
    }
    return load(service, { ...clock, connections, counts, traffic })
  },
  books: async () => readBooks(await database()),
})

/** Pages. */
export const readRow = (
  service: () => Promise<Service>,
  {
    paths,
    prepare = async () => {},
    ...described
  }: Pick<Row, 'id' | 'what'> & { paths: string[]; prepare?: Row['prepare'] },
): Row => ({
  of: 'read-constant',
  connections: [64],
  counts: 200,
  tells: false,
  ...described,
  prepare,
  run: (connections, clock) => load(service, { ...clock, connections, counts: 200, traffic: { kind: 'reads', paths } }),
  books: NO_BOOKS,
})

/** What others do. */
export const standInRow = (
  { service, sessions }: { service: () => Promise<Service>; sessions: () => Promise<string> },
  { path, ...described }: Pick<Row, 'id' | 'what' | 'connections' | 'prepare' | 'books'> & { path: string },
): Row => ({
  of: 'floor-spread',
  counts: 201,
  tells: false,
  refuses: true,
  ...described,
  run: async (connections, clock) => {
    const traffic: Traffic = { kind: 'sales', path, sessions: await sessions() }
    return load(service, { ...clock, connections, counts: 201, traffic })
  },
})
