import { Command, Redis } from 'ioredis'
import type { RedisCommand } from './command.ts'

const CONNECT_MS = 2000
const COMMAND_MS = 5000

export type Connection = {
  /** Sends one command and resolves with its bare reply: Buffers, numbers, null, arrays of them. */
  send(command: RedisCommand): Promise<unknown>
  /** Sends commands as one transaction; resolves with EXEC's array, in which single commands may be errors. */
  sendAtomically(commands: readonly RedisCommand[]): Promise<unknown>
  close(): Promise<void>
}

/** True for an error that Redis itself answered, false for one that says Redis could not be asked. */
export const isRedisReply = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError'

/**
 * One connection for all callers. It fails fast and repeats nothing: whoever asked may repeat, and knows whether that is
 * safe. Resolves when it is up, or after two seconds without it; it keeps trying either way.
 */
export const connect = async (redisUrl: string, onError: (error: Error) => void): Promise<Connection> => {
  const redis = new Redis(redisUrl, {
    protocol: 2,
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, 2000),
  })
  redis.on('error', onError)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, CONNECT_MS)
    redis.once('ready', () => {
      clearTimeout(timer)
      resolve()
    })
  })

  const send = ({ name, args }: RedisCommand): Promise<unknown> => {
    const command = new Command(name, args, { replyEncoding: null })
    redis.sendCommand(command)
    return command.promise
  }

  return {
    send,
    sendAtomically: async (commands) => {
      // Written in one go, before anybody else's turn, so nothing can come between MULTI and EXEC.
      const replies = [{ name: 'MULTI', args: [] }, ...commands, { name: 'EXEC', args: [] }].map(send)
      const settled = await Promise.allSettled(replies)
      const exec = settled.at(-1)
      // EXEC only says that something was wrong; the first complaint says what.
      const complaint = settled.find((one) => one.status === 'rejected')
      if (complaint) throw complaint.reason
      return exec?.status === 'fulfilled' ? exec.value : null
    },
    close: async () => {
      await redis.quit().catch(() => redis.disconnect())
    },
  }
}
