// Neon's "SQL over HTTP" (POST /sql), for development and tests only: what @neondatabase/serverless's neon() speaks,
// answered by a plain PostgreSQL. It follows the driver and the open source of Neon's proxy (proxy/src/serverless).
// Left out: WebSocket sessions (Pool, Client), TLS, JSON Web Tokens, typed output (answers are always raw text, as the
// driver asks), the limit on the size of an answer, and Neon's own 15 s deadline (our roles carry a shorter one).

import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'

export type Neon = {
  fetch(request: Request): Promise<Response>
  /** Closes every connection once what is running has ended. */
  stop(): Promise<void>
  faults: {
    /**
     * The next `count` calls are carried out, and their answers are lost on the way back: `status` answers 502 as a
     * proxy in between would, `reset` breaks the connection off.
     */
    loseReplies(count: number, how?: 'status' | 'reset'): void
  }
}

type Query = { query: string; params?: unknown[]; arrayMode?: boolean }
type Result = pg.QueryArrayResult<(string | null)[]>

/** What Neon's proxy takes, in bytes. */
const MAX_BODY = 10 * 1024 * 1024

const TOO_LARGE = `the request body is larger than ${MAX_BODY} bytes`

const ISOLATION = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
])

const BATCH_HEADERS = ['neon-batch-isolation-level', 'neon-batch-read-only', 'neon-batch-deferrable']

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': [
    'authorization, content-type, neon-connection-string, neon-raw-text-output, neon-array-mode, neon-pool-opt-in',
    ...BATCH_HEADERS,
  ].join(', '),
}

// The order is Neon's; a client finds `null` where PostgreSQL said nothing.
const ERROR_FIELDS = [
  'code',
  'severity',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const

/** A call that is answered without asking PostgreSQL. */
class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const errorBody = (error: unknown) => {
  const said: Partial<Record<(typeof ERROR_FIELDS)[number], string | undefined>> =
    error instanceof pg.DatabaseError ? error : {}
  const message = error instanceof Error ? error.message : String(error)
  return JSON.stringify({ message, ...Object.fromEntries(ERROR_FIELDS.map((field) => [field, said[field] ?? null])) })
}

// The driver reads the details of a 400 only, so whatever PostgreSQL itself said is one.
const statusOf = (error: unknown) =>
  error instanceof Refused ? error.status : error instanceof pg.DatabaseError ? 400 : 500

/** After anything but an ordinary `ERROR` the connection is gone, or will be before its next use. */
const endsConnection = (error: unknown) =>
  !(error instanceof Refused || (error instanceof pg.DatabaseError && error.severity === 'ERROR'))

const arrayElement = (value: unknown): string => {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return arrayLiteral(value)
  return JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : value)
}

const arrayLiteral = (values: unknown[]): string => `{${values.map(arrayElement).join(',')}}`

/** A parameter in PostgreSQL's own text form; which type that text has is left to the statement. */
const parameter = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return Array.isArray(value) ? arrayLiteral(value) : JSON.stringify(value)
}

const isQuery = (value: unknown): value is Query =>
  typeof value === 'object' &&
  value !== null &&
  'query' in value &&
  typeof value.query === 'string' &&
  (!('params' in value) || Array.isArray(value.params))

const parse = (text: string): Query | Query[] => {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new Refused(400, `could not parse the HTTP request body: ${error instanceof Error ? error.message : error}`)
  }
  if (isQuery(body)) return body
  if (typeof body === 'object' && body !== null && 'queries' in body) {
    const { queries } = body
    if (Array.isArray(queries) && queries.every(isQuery)) return queries
  }
  throw new Refused(400, 'could not parse the HTTP request body: neither a query nor a list of queries')
}

const beginStatement = (headers: Headers) => {
  const level = headers.get('neon-batch-isolation-level')
  const isolation = level === null ? '' : ISOLATION.get(level)
  if (isolation === undefined) throw new Refused(400, `invalid isolation level: ${level}`)
  return [
    'begin',
    isolation && ` isolation level ${isolation}`,
    headers.get('neon-batch-read-only') === 'true' && ' read only',
    headers.get('neon-batch-deferrable') === 'true' && ' deferrable',
  ]
    .filter(Boolean)
    .join('')
}

const send = (client: pg.PoolClient, { query, params }: Query): Promise<Result> => {
  // `extended` as Neon does it: one statement a query, even where there is nothing to bind. pg's types do not know it.
  const config = { text: query, values: params?.map(parameter) ?? [], rowMode: 'array' as const, queryMode: 'extended' }
  return client.query<(string | null)[]>(config)
}

/**
 * One transaction in one write. What follows a failure is refused by PostgreSQL, and its `commit` then undoes, so that
 * nothing has to be awaited in between. The first failure is the one to tell.
 */
const sendBatch = async (client: pg.PoolClient, begin: string, queries: Query[]): Promise<Result[]> => {
  const begun = client.query(begin)
  const answers = queries.map((query) => send(client, query))
  const settled = await Promise.allSettled([begun, ...answers, client.query('commit')])
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  return Promise.all(answers)
}

const shape = ({ fields, rows, command, rowCount }: Result, arrayMode: boolean) => ({
  fields,
  rows: arrayMode ? rows : rows.map((row) => Object.fromEntries(fields.map(({ name }, at) => [name, row[at]]))),
  command,
  rowCount,
  rowAsArray: arrayMode,
})

const rawText = (value: string) => value
const rawTypes = { getTypeParser: () => rawText } as unknown as pg.CustomTypesConfig

/** Asks PostgreSQL to stop what `client` is doing, which closing its connection would not. */
const cancel = async (client: pg.PoolClient, host: string, port: number) => {
  // pg keeps both for its own cancel(), and its types keep them back.
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const packet = Buffer.alloc(16)
  for (const [at, value] of [16, 80877102, processID, secretKey].entries()) packet.writeInt32BE(value, at * 4)
  const socket = connect({ host, port })
  socket.end(packet)
  socket.resume()
  await once(socket, 'close')
}

/** An answer that promises more than it brings before its connection ends: whoever reads it sees the connection break. */
const broken = () => new Response('', { headers: { 'content-length': '2', connection: 'close' } })

/**
 * Neon's endpoint in front of the PostgreSQL on `host:port`. User, password and database come with every call; the host
 * named there is not looked at. `poolSize` is how many connections one connection string may open.
 */
export const createNeon = ({ host, port, poolSize = 20 }: { host: string; port: number; poolSize?: number }): Neon => {
  const pools = new Map<string, pg.Pool>()
  const lost = { count: 0, how: 'status' as 'status' | 'reset' }

  const openPool = (connectionString: string) => {
    const url = URL.parse(connectionString)
    if (!url?.username || url.pathname.length < 2) throw new Refused(400, 'invalid connection string')
    const pool = new pg.Pool({
      host,
      port,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      application_name: url.searchParams.get('application_name') ?? undefined,
      max: poolSize,
      idleTimeoutMillis: 30_000,
      pipeline: true,
      types: rawTypes,
    })
    // A connection that breaks fails what runs on it; without a listener it would end the process as well.
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
    pools.set(connectionString, pool)
    return pool
  }

  /** Runs `work` on a connection of its own, and stops it when whoever asked has gone. */
  const borrow = async <T>(pool: pg.Pool, signal: AbortSignal, work: (client: pg.PoolClient) => Promise<T>) => {
    const client = await pool.connect()
    let cancelled: Promise<unknown> | undefined
    const stop = () => {
      cancelled = cancel(client, host, port).catch(() => {})
    }
    let ended = false
    signal.addEventListener('abort', stop)
    try {
      if (signal.aborted) throw new Refused(400, 'the client has gone')
      return await work(client)
    } catch (error) {
      ended = endsConnection(error)
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      await cancelled
      // Nobody may inherit a dead connection, a late cancellation or a transaction that a raw `begin` left open.
      client.release(ended || cancelled !== undefined || client.getTransactionStatus() === 'T')
    }
  }

  const answer = async (request: Request): Promise<Response> => {
    const { headers } = request
    const connectionString = headers.get('neon-connection-string')
    if (!connectionString) throw new Refused(400, 'missing header neon-connection-string')
    const length = headers.get('content-length')
    if (Number(length) > MAX_BODY) throw new Refused(413, TOO_LARGE)
    const text = await request.text()
    if (length === null && Buffer.byteLength(text) > MAX_BODY) throw new Refused(413, TOO_LARGE)

    const body = parse(text)
    const arrayMode = headers.get('neon-array-mode') === 'true'
    const pool = pools.get(connectionString) ?? openPool(connectionString)
    const answerHeaders: Record<string, string> = {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'neon-request-id': crypto.randomUUID(),
    }
    if (!Array.isArray(body)) {
      const result = await borrow(pool, request.signal, (client) => send(client, body))
      return new Response(JSON.stringify(shape(result, body.arrayMode ?? arrayMode)), { headers: answerHeaders })
    }
    const begin = beginStatement(headers)
    const results = await borrow(pool, request.signal, (client) => sendBatch(client, begin, body))
    for (const name of BATCH_HEADERS) {
      const value = headers.get(name)
      if (value !== null) answerHeaders[name] = value
    }
    return new Response(
      JSON.stringify({ results: results.map((result, at) => shape(result, body[at]?.arrayMode ?? arrayMode)) }),
      { headers: answerHeaders },
    )
  }

  const fetch = async (request: Request): Promise<Response> => {
    const onPath = new URL(request.url).pathname === '/sql'
    if (onPath && request.method === 'OPTIONS') return new Response(null, { headers: CORS })
    if (!onPath || request.method !== 'POST') return Response.json('query is not supported', { status: 400 })
    const response = await answer(request).catch(
      (error) =>
        new Response(errorBody(error), {
          status: statusOf(error),
          headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
        }),
    )
    if (lost.count === 0) return response
    lost.count -= 1
    return lost.how === 'reset' ? broken() : new Response('Bad Gateway', { status: 502 })
  }

  return {
    fetch,
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      pools.clear()
    },
    faults: {
      loseReplies: (count, how = 'status') => {
        lost.count = count
        lost.how = how
      },
    },
  }
}
