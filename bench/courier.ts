import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { drain, insertPending, type Row, steady, through } from './courier-rows.ts'
import { type CourierWorld, startCourierWorld } from './courier-world.ts'
import { median } from './result.ts'

// How fast the courier delivers, and how late, beside nothing and beside a million timers that wait.

const { values } = parseArgs({
  options: {
    timers: { type: 'string', default: '1000000' },
    messages: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    replicas: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})

const number = (name: keyof typeof values) => {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} must be a number above nought`)
  return value
}
const [timers, messages, rate] = [number('timers'), number('messages'), number('rate')]
const [seconds, rounds, replicas] = [number('seconds'), number('rounds'), number('replicas')]

const say = (line: string) => process.stderr.write(`${line}\n`)

const measureOnce = async (world: CourierWorld): Promise<Row[]> => {
  const rows: Row[] = []
  for (const run of [
    () => drain(world, messages),
    () => through(world, messages),
    () => steady(world, rate, seconds),
  ]) {
    await world.tidy()
    const row = await run()
    say(`  ${row.id}: ${Math.round(row.perSecond)}/s, p95 ${row.late.p95} ms late`)
    rows.push(row)
  }
  return rows
}

const middle = (rounds: readonly Row[][], at: number): Row => {
  const rows = rounds.flatMap((round) => round[at] ?? [])
  const of = (read: (row: Row) => number) => median(rows.map(read))
  return {
    id: rows[0]?.id ?? '',
    perSecond: of((row) => row.perSecond),
    late: {
      p50: of((r) => r.late.p50),
      p95: of((r) => r.late.p95),
      p99: of((r) => r.late.p99),
      max: of((r) => r.late.max),
    },
    repeated: rows.reduce((sum, row) => sum + row.repeated, 0),
  }
}

const measure = async (world: CourierWorld): Promise<Row[]> => {
  const all: Row[][] = []
  for (let round = 1; round <= rounds; round++) all.push(await measureOnce(world))
  return [0, 1, 2].map((at) => middle(all, at))
}

const show = (empty: readonly Row[], full: readonly Row[]) => {
  const head = ['', 'without', 'with', 'ratio', 'late p50', 'p95', 'p99', 'max ms', 'twice']
  const lines = empty.map((row, i) => {
    const beside = full[i] ?? row
    const { p50, p95, p99, max } = beside.late
    const perSecond = [row.perSecond, beside.perSecond].map((n) => `${Math.round(n)}/s`)
    const ratio = (beside.perSecond / row.perSecond).toFixed(2)
    return [row.id, ...perSecond, ratio, ...[p50, p95, p99, max].map(String), String(row.repeated + beside.repeated)]
  })
  return [head, ...lines]
    .map((cells) => cells.map((cell, i) => (i ? cell.padStart(9) : cell.padEnd(14))).join(''))
    .join('\n')
}

const NOTES = `
without, with  signed deliveries a second, each verified by the receiver, beside no and beside ${timers} waiting timers
late           from being due to being heard, with the timers; drain and through are late because all of it is due at once
twice          messages heard more than once`

const world = await startCourierWorld(replicas)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void world.stop().finally(() => process.exit(130)))
}
try {
  // The first seconds of a process are its slowest, and would be those beside nothing.
  say('warming up')
  for (const run of [drain, through]) await run(world, messages)
  say('beside nothing')
  const empty = await measure(world)
  say(`beside ${timers} timers`)
  await insertPending(world, timers)
  const full = await measure(world)
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, node ${process.versions.node}`
  if (values.json)
    console.log(JSON.stringify({ timers, messages, rate, rounds, replicas, machine, empty, full }, null, 2))
  else console.log(`\n${show(empty, full)}\n${NOTES}\n${rounds} rounds, ${replicas} courier(s), on ${machine}`)
} finally {
  await world.stop()
}
