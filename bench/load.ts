// The load: so many connections, each asking again as soon as it was answered, for so many seconds. Runs on Bun, a process of
// its own, on bare sockets, because it shares two cores with what it measures. Its only argument is a LoadJob; its last
// line is a Run.
import { Meter } from './result.ts'
import { type Requests, requestsOf, type Traffic } from './traffic.ts'

export type LoadJob = {
  port: number
  connections: number
  warmUpSeconds: number
  seconds: number
  /** The status that counts. */
  counts: number
  traffic: Traffic
}

type Socket = { write(data: Buffer | string): number; end(): void }
declare const Bun: {
  connect(options: {
    hostname: string
    port: number
    socket: {
      open(socket: Socket): void
      data(socket: Socket, chunk: Buffer): void
      drain(socket: Socket): void
      close(): void
      error(): void
    }
  }): Promise<unknown>
}

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** True when `answer` is whole: as long as it said, or closed by its last chunk. */
const isWhole = (answer: Buffer) => {
  const headEnd = answer.indexOf(HEAD_END)
  if (headEnd < 0) return false
  const head = answer.toString('latin1', 0, headEnd)
  const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1]
  const bodyAt = headEnd + HEAD_END.length
  if (length !== undefined) return answer.length >= bodyAt + Number(length)
  return (
    answer.length >= bodyAt + LAST_CHUNK.length &&
    answer.toString('latin1', answer.length - LAST_CHUNK.length) === LAST_CHUNK
  )
}

/** "HTTP/1.1 201": the three digits begin at the ninth byte. */
const statusOf = (answer: Buffer) => Number(answer.toString('latin1', 9, 12))

const job = JSON.parse(process.argv[2] ?? '') as LoadJob
const newRequests = requestsOf(job.traffic)
const meter = new Meter(job.counts, job.warmUpSeconds, job.seconds)

const connection = (requests: Requests) =>
  new Promise<void>((resolve, reject) => {
    let received: Buffer | undefined
    let unsent = Buffer.alloc(0)
    let startedAt = 0
    let status = 0
    let waiting = false
    const ask = (socket: Socket) => {
      if (meter.over) return socket.end()
      const request = requests(status)
      startedAt = performance.now()
      waiting = true
      const sent = socket.write(request)
      if (sent < request.length) unsent = Buffer.from(request.slice(Math.max(sent, 0)))
    }
    const socket = {
      open: ask,
      data: (to: Socket, chunk: Buffer) => {
        const answer: Buffer = received ? Buffer.concat([received, chunk]) : chunk
        if (!isWhole(answer)) {
          received = Buffer.from(answer)
          return
        }
        received = undefined
        waiting = false
        status = statusOf(answer)
        meter.note(status, startedAt)
        ask(to)
      },
      drain: (to: Socket) => {
        if (unsent.length > 0) unsent = unsent.subarray(Math.max(to.write(unsent), 0))
      },
      close: () => {
        if (waiting) meter.note('failed', startedAt)
        if (meter.over) return resolve()
        waiting = false
        received = undefined
        Bun.connect({ hostname: '127.0.0.1', port: job.port, socket }).catch(reject)
      },
      error: () => {},
    }
    Bun.connect({ hostname: '127.0.0.1', port: job.port, socket }).catch(reject)
  })

await Promise.all(Array.from({ length: job.connections }, () => connection(newRequests())))
console.log(JSON.stringify(meter.run()))
