import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '#drizzle/migrate'
import { createDatabase } from '#local/database'
import { type OnBun, runOnBun } from '#local/on-bun'
import { admin, startPostgres } from '#local/postgres'
import { makeSecrets } from '#local/secrets'
import { workerVars } from '#local/worker-vars'
import { newId } from '#shared/ids'
import { createPasswords } from '#workers/auth/password'
import { createTurns } from '#workers/auth/turns'

// Whether the time of an answer tells if an address has an account: each request, with an address that has one and one that has
// none, in turns; medians, and how far they are apart. `bun run bench:accounts [--runs 200]`.

const UNUSED = 'http://127.0.0.1:9'
const BOUNDLESS = { requests: 1_000_000_000, signIns: 1_000_000_000 }
// An address gets six mails an hour: so many of them are needed.
const MAILS_EACH = 5

const { values } = parseArgs({ options: { runs: { type: 'string', default: '200' } } })
const runs = Number(values.runs)

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const start = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  await chmod(dir, 0o755)
  const secrets = await makeSecrets()
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), password: secrets.postgres })
  const database = await createDatabase(postgres.url(), 'accounts')
  await migrate(database, secrets.roles)
  const at = {
    store: 'http://holdfast.test',
    database,
    neon: UNUSED,
    courier: UNUSED,
    redis: UNUSED,
    stripe: UNUSED,
    mail: UNUSED,
  }
  const auth = await runOnBun('workers/auth/bun.ts', { ...workerVars(secrets, at, BOUNDLESS), SIGN_UP: 'verified' })
  const hash = await createPasswords(createTurns({ places: 1 })).hash('correct horse battery')
  const people = Math.ceil((runs * 2) / MAILS_EACH)
  for (let i = 0; i < people; i++) {
    await admin(
      database,
      `insert into auth.accounts (id, email, email_key, email_verified_at, name, password_hash)
        values ('${newId('account')}', 'known-${i}@example.com', 'known-${i}@example.com', now(), 'Known', '${hash}')`,
    )
  }
  const stop = async () => {
    await auth.stop()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  return { auth, stop }
}

const timed = async ({ url }: OnBun, path: string, body: object) => {
  const started = performance.now()
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { ms: performance.now() - started, answer: `${response.status} ${text.replace(/"instance":"[^"]*"/, '')}` }
}

const requests: [string, (email: string) => object][] = [
  ['/api/auth/sign-in', (email) => ({ email, password: 'wrong horse battery' })],
  ['/api/auth/password/forgot', (email) => ({ email })],
  ['/api/auth/sign-up', (email) => ({ email, password: 'correct horse battery', name: 'Somebody' })],
]

const { auth, stop } = await start()
try {
  let [known, unknown] = [0, 0]
  for (const [path, body] of requests) {
    const times = { known: [] as number[], unknown: [] as number[] }
    const answers = new Set<string>()
    for (let run = 0; run < runs; run++) {
      // Who comes first changes, so that neither has a warmer cache.
      for (const kind of run % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
        const number =
          kind === 'known' ? Math.floor(known++ / MAILS_EACH) % Math.ceil((runs * 2) / MAILS_EACH) : unknown++
        const { ms, answer } = await timed(auth, path, body(`${kind}-${number}@example.com`))
        times[kind].push(ms)
        answers.add(answer)
      }
    }
    const [a, b] = [median(times.known), median(times.unknown)]
    const apart = ((Math.abs(a - b) / b) * 100).toFixed(1)
    console.log(
      `${path.padEnd(28)} known ${a.toFixed(1)} ms, unknown ${b.toFixed(1)} ms, ${apart} % apart; ${answers.size} answer(s): ${[...answers].join(' | ').slice(0, 60)}`,
    )
  }
} finally {
  await stop()
}
