import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './target.ts'

/** Where people read along. */
export type Say = (text: string) => void

export type Said = { code: number; out: string; all: string }

/**
 * Runs a program found on PATH, and waits for its end. Rejects only where the program cannot be
 * started; what became of it is in `code`.
 */
export const command = async (
  program: string,
  options: readonly string[],
  { env = {}, say }: { env?: Record<string, string>; say?: Say } = {},
): Promise<Said> => {
  const child = spawn(program, options, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
  })
  let out = ''
  let all = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
    all += chunk
    say?.(chunk.toString())
  })
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk
    say?.(chunk.toString())
  })
  const [code] = await once(child, 'close')
  return { code: code ?? 1, out, all }
}
