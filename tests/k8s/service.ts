import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a pod listens, and whether it is to be given new connections. */
export type Endpoint = { port: number; ready: boolean }

export type ServiceDoor = { port: number; url: string; next(): Endpoint | undefined; stop(): Promise<void> }

/**
 * A Service as kube-proxy is one: each new connection goes to the next endpoint that is ready, and stays with it for as long as
 * it lasts, whatever becomes of the endpoint. Where nobody is ready it is refused.
 */
export const openService = async (endpoints: () => readonly Endpoint[]): Promise<ServiceDoor> => {
  const sockets = new Set<Socket>()
  let turn = 0
  const next = () => {
    const ready = endpoints().filter((endpoint) => endpoint.ready)
    return ready[turn++ % ready.length]
  }
  const server = createServer((visitor) => {
    const endpoint = next()
    if (!endpoint) return visitor.resetAndDestroy()
    const pod = connect(endpoint.port, '127.0.0.1')
    for (const [socket, other] of [
      [visitor, pod],
      [pod, visitor],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay()
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    next,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** A port that nobody listens on just now. */
export const freePort = async () => {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
