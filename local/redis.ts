/*
 * A Redis in this process, for local development and tests only: `js-redis-server` from npm, which imitates Redis' wire
 * protocol, commands and Lua in JavaScript. Nothing is downloaded, nothing is stored, and everything is gone when it stops.
 *
 * Left out: persistence, replication, TLS, users and passwords, modules (JSON.*, FT.*), shebangs in scripts, and real
 * Redis' speed and memory limits. What must hold on the real one is tested on the real one: the bridge's tests take
 * REDIS_URL when it is set.
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import {
  attachSession,
  createRedisCommandExecutor,
  RedisServerState,
  SocketConnectionTransport,
} from 'js-redis-server/core'

export type LocalRedis = { url: string; stop(): Promise<void> }

/** Starts an empty Redis on the given loopback port, or on a free one. Stopping it cuts whoever is still connected. */
export const startRedis = async (port = 0): Promise<LocalRedis> => {
  const state = new RedisServerState({ databaseCount: 16 })
  const executor = createRedisCommandExecutor()
  const sockets = new Set<Socket>()
  // The package's own listener takes every network interface and waits for its clients to leave; this one does neither.
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    attachSession(new SocketConnectionTransport(socket), { state, executor })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the local Redis has no port')

  return {
    url: `redis://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
      state.close()
    },
  }
}
