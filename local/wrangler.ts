import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { workerNames } from '#local/worker-vars'

const root = fileURLToPath(new URL('..', import.meta.url))

export type WranglerDev = {
  /** Resolves, with the last lines it wrote, when it ends without having been asked to. */
  died: Promise<string>
  stop(): Promise<void>
}

const LAST_LINES = 40
const PATIENCE_MS = 8000

/** Signals the whole group, because wrangler runs its real self and workerd as children of its own; false when nobody is left. */
const signalGroup = (leader: number, name: NodeJS.Signals) => {
  try {
    return process.kill(-leader, name)
  } catch {
    return false
  }
}

const endGroup = async (child: ChildProcess) => {
  const { pid } = child
  if (pid === undefined) return
  const ended = child.exitCode !== null || child.signalCode !== null
  const gone = ended ? undefined : once(child, 'exit')
  signalGroup(pid, 'SIGTERM')
  const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), PATIENCE_MS)
  await gone
  clearTimeout(late)
  // A leader that died alone leaves its children behind.
  signalGroup(pid, 'SIGKILL')
}

/**
 * Runs every worker by `wrangler dev` on one port, with the configurations of wrangler/ and the variables given, and reloads
 * them when their source changes. All it writes goes to `dir`/wrangler.log.
 */
export const wranglerDev = async (dir: string, port: number, vars: Record<string, string>): Promise<WranglerDev> => {
  const file = join(dir, 'worker.vars')
  await writeFile(
    file,
    Object.entries(vars)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
    { mode: 0o600 },
  )

  const configs = workerNames.flatMap((name) => ['--config', `wrangler/${name}.jsonc`])
  const options = ['--env-file', file, '--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0']
  const state = ['--persist-to', join(dir, 'wrangler'), '--show-interactive-dev-session=false', '--log-level', 'log']
  const child = spawn(
    process.execPath,
    ['node_modules/wrangler/bin/wrangler.js', 'dev', ...configs, ...options, ...state],
    {
      cwd: root,
      // Its own group: Ctrl-C reaches us alone, and we end things in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // There may be no internet, and nothing needs to know where the visitor is.
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_SEND_METRICS: 'false',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
      },
    },
  )
  const log = createWriteStream(join(dir, 'wrangler.log'))
  let last: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk)
      last = [...last, ...chunk.toString().split('\n')].slice(-LAST_LINES)
    })
  }
  // Should this process die without a word, its children must not stay behind.
  const abandon = () => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  }
  process.once('exit', abandon)

  let stopping = false
  const died = new Promise<string>((resolve) => {
    child.once('exit', () => {
      if (!stopping) resolve(last.join('\n').trim())
    })
  })
  return {
    died,
    stop: async () => {
      stopping = true
      process.off('exit', abandon)
      await endGroup(child)
      log.end()
    },
  }
}
