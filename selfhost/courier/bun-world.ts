import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bun } from '../../local/on-bun.ts'
import { keys, token, until, type World } from './world.ts'

/** A courier as a self-hoster runs it: a process of its own on Bun. */
export type Replica = AsyncDisposable & {
  url: string
  /** What it wrote to its log so far. */
  said(): string
  signal(name: 'SIGTERM' | 'SIGKILL'): void
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>
}

export const startReplica = async (world: World, env: Record<string, string> = {}): Promise<Replica> => {
  const child = spawn(bun(), [fileURLToPath(new URL('./bun.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: world.databaseUrl,
      TOKEN: `${token}-of-bun`,
      SIGNING_KEY_CURRENT: keys.current,
      SIGNING_KEY_NEXT: keys.next,
      ALLOW: world.destination,
      PORT: '0',
      ...env,
    },
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  const stop = async () => {
    process.off('exit', abandon)
    if (child.exitCode === null) child.kill('SIGKILL')
    await ended
  }
  const port = await until(() => {
    if (child.exitCode !== null) throw new Error(`the courier ended with ${child.exitCode}: ${said}`)
    return /"event":"listening","port":(\d+)/.exec(said)?.[1]
  }, 20_000).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    signal: (name) => child.kill(name),
    ended,
    [Symbol.asyncDispose]: stop,
  }
}

/** A call with the token that `startReplica` gives. */
export const call = (replica: Replica, method: string, path: string, body?: string, headers = {}) =>
  fetch(`${replica.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}-of-bun`, ...headers },
    ...(body !== undefined && { body }),
  })
