import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

export type Runtime = 'node' | 'bun'

let bun: string | undefined

/** The pinned Bun: the one that started us, else npm's copy of it. */
const bunPath = () => {
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { packageManager: string }
  const ask = (command: string, args: string[]) =>
    execFileSync(command, [...args, '-e', 'console.log(process.execPath)'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    bun ??= ask('bun', [])
  } catch {
    bun = ask('npx', ['--yes', packageManager])
  }
  return bun
}

/** How to run `file` of this repository on a runtime. */
const commandOf = (runtime: Runtime) => (runtime === 'bun' ? bunPath() : process.execPath)

const surroundings = (env: Record<string, string>) => ({ PATH: process.env.PATH, HOME: process.env.HOME, ...env })

/** Should this process die without a word, nothing it started stays behind. */
const bury = (child: ChildProcess) => {
  const abandon = () => child.kill('SIGKILL')
  process.once('exit', abandon)
  child.once('exit', () => process.off('exit', abandon))
}

export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

export type Service = { url: string; port: number; stop(): Promise<void> }

const PATIENCE_MS = 20_000

/**
 * Starts a server that takes its port from PORT, and waits until it answers anything. Its log goes nowhere, as cheaply as
 * it can: a reader of it would take part in what is measured. Its complaints are kept.
 */
export const startService = async (
  command: { runtime: Runtime; file: string } | { program: string; args: string[] },
  env: Record<string, string> = {},
  port?: number,
): Promise<Service> => {
  const chosen = port ?? (await freePort())
  const [program, args] =
    'file' in command ? [commandOf(command.runtime), [command.file]] : [command.program, command.args]
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: surroundings({ PORT: String(chosen), ...env }),
  })
  bury(child)
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4000)
  })
  const url = `http://127.0.0.1:${chosen}`
  const until = Date.now() + PATIENCE_MS
  while (!(await fetch(url).catch(() => undefined))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`${args[0]} does not answer: ${complaints.trim()}`)
    }
    await setTimeout(50)
  }
  return {
    url,
    port: chosen,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const late = globalThis.setTimeout(() => child.kill('SIGKILL'), 3000)
      await gone
      clearTimeout(late)
    },
  }
}

/** Runs a program to its end with `job` as its argument, and reads its last line. */
export const runJob = async <Answer>(runtime: Runtime, file: string, job: unknown): Promise<Answer> => {
  const child = spawn(commandOf(runtime), [file, JSON.stringify(job)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: surroundings({}),
  })
  bury(child)
  let out = ''
  let complaints = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4000)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${complaints.trim()}`)
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as Answer
}
