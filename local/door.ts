import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Door = {
  url: string
  /** From now on whoever comes is led to this port. */
  lead(port: number): void
  stop(): Promise<void>
}

/**
 * An address that is known before what stands behind it is there: bytes are passed on unread. The workers have to be told
 * their own address at their start, and Wrangler's harness only names one after it.
 */
export const openDoor = async (host: string): Promise<Door> => {
  const sockets = new Set<Socket>()
  let behind: number | undefined
  const server = createServer((visitor) => {
    if (behind === undefined) return visitor.destroy()
    const host = connect(behind, '127.0.0.1')
    for (const [socket, other] of [
      [visitor, host],
      [host, visitor],
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
    url: `http://${host}:${port}`,
    lead: (to) => {
      behind = to
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
