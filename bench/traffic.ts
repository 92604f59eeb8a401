import { readFileSync } from 'node:fs'
import { eventId, typeId } from './ids.ts'

/** What the connections ask for. */
export type Traffic =
  | {
      kind: 'holds'
      events: number
      holdsPerBuyer: number
      buyers: string
      quantity?: number
      /** Everything but the Idempotency-Key, so that all is checked and nothing is held. */
      keyless?: boolean
    }
  /** Any of these pages. */
  | { kind: 'reads'; paths: string[] }
  /** Tickets of the first sale until it says it is sold out, then of the next. */
  | { kind: 'sales'; path: string; sessions: string }

/** The requests of one connection, one after another; told how the last one was answered. */
export type Requests = (lastStatus: number) => string

const post = (path: string, headers: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`

const linesOf = (file: string) => readFileSync(file, 'latin1').split('\n')

const holds = ({ events, holdsPerBuyer, buyers, quantity = 1, keyless }: Extract<Traffic, { kind: 'holds' }>) => {
  const tokens = linesOf(buyers)
  const bodies = Array.from({ length: events }, (_, index) =>
    JSON.stringify({ event: eventId(index + 1), items: [{ ticketType: typeId(index + 1), quantity }] }),
  )
  // Somewhere else each time, or every run would begin with buyers the service has just seen.
  let next = Math.floor(Math.random() * tokens.length)
  return (): Requests => {
    let token = ''
    let made = 0
    return () => {
      if (made++ % holdsPerBuyer === 0) token = tokens[next++ % tokens.length] ?? ''
      const key = keyless ? '' : `Idempotency-Key: ${crypto.randomUUID()}\r\n`
      const headers = `Authorization: Bearer ${token}\r\n${key}`
      return post('/api/orders', headers, bodies[Math.floor(Math.random() * events)] ?? '')
    }
  }
}

const reads = ({ paths }: Extract<Traffic, { kind: 'reads' }>) => {
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`)
  return (): Requests => () => requests[Math.floor(Math.random() * requests.length)] ?? ''
}

const SOLD_OUT = 409

const sales = ({ path, sessions }: Extract<Traffic, { kind: 'sales' }>) => {
  const tokens = linesOf(sessions)
  let current = 1
  let buyer = 0
  return (): Requests => {
    let asked = 0
    return (lastStatus) => {
      if (lastStatus === SOLD_OUT && asked === current) current++
      asked = current
      const headers = `Authorization: Bearer ${tokens[buyer % tokens.length]}\r\n`
      return post(path, headers, JSON.stringify({ ticket: asked, buyer: ++buyer }))
    }
  }
}

/** Makes the requests of each connection. */
export const requestsOf = (traffic: Traffic): (() => Requests) => {
  switch (traffic.kind) {
    case 'holds':
      return holds(traffic)
    case 'reads':
      return reads(traffic)
    case 'sales':
      return sales(traffic)
  }
}
