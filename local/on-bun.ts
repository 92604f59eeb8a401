import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

let found: string | undefined

/** The pinned Bun: on the path when a script of ours was started by it, else npm's copy of it. */
export const bun = () => {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { packageManager: string }
  const print = ['-e', 'console.log(process.execPath)']
  const ask = (command: string, options: string[]) =>
    execFileSync(command, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: root }).trim()
  try {
    found ??= ask('bun', print)
  } catch {
    found = ask('npx', ['--yes', packageManager, ...print])
  }
  return found
}

export type OnBun = { url: string; pid: number; logs(): string; stop(): Promise<number | null>; kill(): Promise<void> }

/** Runs a service's Bun entry as a process of its own on a free port, as a self-hoster does, and waits until it listens. */
export const runOnBun = async (entry: string, env: Record<string, string>): Promise<OnBun> => {
  const child = spawn(bun(), [entry], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of this process's own environment but where to find things: what is not given is not configured.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...env },
  })
  let said = ''
  const listening = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
        const port = /"message":"listening","port":(\d+)/.exec(said)?.[1]
        if (port) resolve(Number(port))
      })
    }
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code}: ${said}`)))
  })
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  const port = await listening
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    logs: () => said,
    stop: async () => {
      process.off('exit', abandon)
      if (child.exitCode !== null) return child.exitCode
      const ended = once(child, 'exit') as Promise<[number | null]>
      child.kill('SIGTERM')
      return (await ended)[0]
    },
    /** Ends it between any two lines: nothing is finished, nothing is closed. */
    kill: async () => {
      process.off('exit', abandon)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
