import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bun } from '#local/on-bun'

/** A courier as a self-hoster runs it: a process of its own on Bun. Killed when it is disposed of. */
export type CourierOnBun = AsyncDisposable & {
  url: string
  /** What it wrote to its log so far. */
  said(): string
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>
}

/** Starts one on a free port with these variables and no others, and waits until it listens. */
export const runCourierOnBun = async (env: Record<string, string>): Promise<CourierOnBun> => {
  const child = spawn(bun(), [fileURLToPath(new URL('../selfhost/courier/bun.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...env },
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  let said = ''
  const port = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
        const listening = /"event":"listening","port":(\d+)/.exec(said)?.[1]
        if (listening) resolve(listening)
      })
    }
    void ended.then((code) => reject(new Error(`the courier ended with ${code}: ${said}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    signal: (name) => child.kill(name),
    ended,
    [Symbol.asyncDispose]: async () => {
      process.off('exit', abandon)
      child.kill('SIGKILL')
      await ended
    },
  }
}
