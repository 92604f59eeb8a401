import { createHash } from 'node:crypto'
import type { RedisCommand } from './command.ts'

const UPSTASH_FLAG = 'allow-key-locking'
const REMEMBERED = 1000

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

/** The script without Upstash's own flag, and without a shebang that says nothing else; its lines keep their numbers. */
const toPlain = (script: string): string => {
  const [line = ''] = script.split('\n', 1)
  const flags = /^#!lua\s+flags=(\S+)\s*$/.exec(line)?.[1]?.split(',')
  if (!flags?.includes(UPSTASH_FLAG)) return script
  const others = flags.filter((flag) => flag !== UPSTASH_FLAG)
  return (others.length > 0 ? `#!lua flags=${others.join(',')}` : '') + script.slice(line.length)
}

/**
 * Makes Upstash's scripts run on stock Redis, which refuses a shebang with a flag it does not know.
 * Callers name a script by the hash of what they sent, Redis by the hash of what it got; this remembers the pairs it
 * has seen. A pair it does not know (another replica, a restart) ends in NOSCRIPT, and callers then send the script.
 */
export const createScripts = () => {
  const plainHash = new Map<string, string>()

  const learn = (script: string): string => {
    const plain = toPlain(script)
    if (plain === script) return script
    const original = sha1(script)
    plainHash.delete(original)
    plainHash.set(original, sha1(plain))
    const [oldest] = plainHash.keys()
    if (plainHash.size > REMEMBERED && oldest !== undefined) plainHash.delete(oldest)
    return plain
  }
  const translate = (hash: string) => plainHash.get(hash.toLowerCase()) ?? hash

  return {
    /** The command as stock Redis understands it. */
    toRedis: ({ name, args }: RedisCommand): RedisCommand => {
      const [first = '', ...rest] = args
      if (/^EVAL(_RO)?$/.test(name) && args.length > 0) return { name, args: [learn(first), ...rest] }
      if (/^EVALSHA(_RO)?$/.test(name) && args.length > 0) return { name, args: [translate(first), ...rest] }
      if (name !== 'SCRIPT') return { name, args }
      if (first.toUpperCase() === 'LOAD') return { name, args: [first, ...rest.map(learn)] }
      if (first.toUpperCase() === 'EXISTS') return { name, args: [first, ...rest.map(translate)] }
      return { name, args }
    },
    /** The answer in the caller's words: `SCRIPT LOAD` tells the hash of what the caller sent. */
    toCaller: ({ name, args: [first, script] }: RedisCommand, reply: unknown): unknown =>
      name === 'SCRIPT' && first?.toUpperCase() === 'LOAD' && script !== undefined && Buffer.isBuffer(reply)
        ? Buffer.from(sha1(script))
        : reply,
  }
}

export type Scripts = ReturnType<typeof createScripts>
