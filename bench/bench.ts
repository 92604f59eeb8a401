import { availableParallelism, cpus } from 'node:os'
import { readOptions } from './options.ts'
import type { Row } from './row.ts'
import { QUICK, rowsOf } from './rows.ts'
import { measure, type Sample, strange, table } from './table.ts'
import { startWorld, type World } from './world.ts'

const options = readOptions()
const clock = { seconds: options.seconds, warmUpSeconds: Math.min(1, options.seconds / 4) }
const say = (line: string) => process.stderr.write(`${line}\n`)

/** The rows asked for, and those they are ratios to. */
const choose = (rows: Row[]) => {
  const wanted = new Set(options.only ?? (options.quick ? QUICK : rows.map(({ id }) => id)))
  for (const id of wanted) if (!rows.some((row) => row.id === id)) throw new Error(`there is no row ${id}`)
  for (const row of rows) if (wanted.has(row.id)) wanted.add(row.of)
  return rows.filter(({ id }) => wanted.has(id))
}

const measureOnce = async (row: Row, connections: number): Promise<Sample> => {
  await row.prepare()
  const run = await row.run(connections, clock)
  const sample = { row, connections, run, books: await row.books() }
  const odd = strange(sample)
  if (odd.length > 0) process.exitCode = 1
  say(
    `  ${row.id} @${connections}: ${Math.round(run.perSecond)}/s${odd.length ? ` STRANGE ${JSON.stringify(odd)}` : ''}`,
  )
  return sample
}

/** All rows in turn, round after round, there and back: what the machine does meanwhile is done to all of them. */
const measureAll = async (world: World) => {
  const turns = choose(rowsOf(world, options.seconds, options.quick)).flatMap((row) =>
    row.connections.map((connections) => ({ row, connections })),
  )
  const samples: Sample[] = []
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round} of ${options.rounds}`)
    for (const { row, connections } of round % 2 === 1 ? turns : turns.toReversed()) {
      samples.push(await measureOnce(row, connections))
    }
  }
  return measure(
    turns.flatMap((turn) => samples.filter((s) => s.row === turn.row && s.connections === turn.connections)),
  )
}

const NOTES = `
ratio     to floor-spread unless said: the same hold statement, prepared, straight from a driver, measured in this run
oversold  units promised to orders in force beyond what there was, by the database's books, worst round
untold    messages not yet with the broker when the last answer came. The broker here takes everything at once
workerd   plain workerd, not wrangler dev. Neon and Cloudflare themselves are not measured, nor is any network`

const world = await startWorld()
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true
    world.stop().finally(() => process.exit(130))
  })
}
try {
  const rows = await measureAll(world)
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else {
    const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, node ${process.versions.node}`
    console.log(`\n${table(rows)}\n${NOTES}\n${options.rounds} rounds of ${options.seconds} s on ${machine}`)
  }
} catch (error) {
  // What was cut off complains; whoever cut it off knows.
  if (!interrupted) throw error
} finally {
  await world.stop()
}
