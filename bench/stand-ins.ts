// Two ways others take, written for this bench in their manner and on the usual tools (Node, Express, pg): no code of theirs
// is in here, and neither speaks for the speed of their products. Nobody is signed in and nothing is told to anybody, which
// is in their favour.
import express from 'express'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })

type Wanted = { ticket: number; buyer: number }

/**
 * As the tutorials have it: find, look, insert, save what was found with a change. Nothing is locked, so that two who look
 * at once both buy, and the later save takes the earlier one back.
 */
const readThenWrite = async ({ ticket, buyer }: Wanted) => {
  const found = await pool.query<{ available: number }>('select available from bench.tickets where id = $1', [ticket])
  const available = found.rows[0]?.available ?? 0
  if (available < 1) return false
  await pool.query('insert into bench.orders (ticket, buyer) values ($1, $2)', [ticket, buyer])
  await pool.query('update bench.tickets set available = $2 where id = $1', [ticket, available - 1])
  return true
}

/** In the manner of pretix: one at a time for each quota, counting what was sold before adding to it. */
const quotaLock = async ({ ticket, buyer }: Wanted) => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [ticket])
    const { rows } = await client.query<{ left: number }>(
      `select t.available - (select count(*) from bench.orders o where o.ticket = t.id)::int as left
       from bench.tickets t where t.id = $1`,
      [ticket],
    )
    const free = (rows[0]?.left ?? 0) > 0
    if (free) await client.query('insert into bench.orders (ticket, buyer) values ($1, $2)', [ticket, buyer])
    await client.query('commit')
    return free
  } finally {
    client.release()
  }
}

const app = express()
app.use(express.json())
for (const [path, sell] of [
  ['/read-then-write', readThenWrite],
  ['/quota-lock', quotaLock],
] as const) {
  app.post(path, async (request, response) => {
    const sold = await sell(request.body as Wanted)
    response.status(sold ? 201 : 409).json({ sold })
  })
}
app.listen(Number(process.env.PORT), '127.0.0.1')
