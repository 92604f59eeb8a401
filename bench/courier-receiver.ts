import { Receiver } from '@upstash/qstash'

/*
 * A trivial destination: verifies the signature with QStash's own receiver, looks at the clock, and says thanks. A body is the
 * message's number and the moment it was due in Unix milliseconds; this machine's clock is the database's.
 */

declare const Bun: { serve(options: { port: number; fetch(request: Request): Promise<Response> }): unknown }

const { PORT, CURRENT = '', NEXT = '' } = process.env
const receiver = new Receiver({ currentSigningKey: CURRENT, nextSigningKey: NEXT, devMode: false })

let seen = new Set<string>()
let lateMs: number[] = []
let forged = 0
let repeated = 0
let firstAt = 0
let lastAt = 0

const hear = async (request: Request) => {
  const at = Date.now()
  const body = await request.text()
  const signature = request.headers.get('upstash-signature') ?? ''
  const genuine = await receiver.verify({ signature, body, url: request.url }).catch(() => false)
  if (!genuine) {
    forged++
    return new Response(null, { status: 401 })
  }
  const [number = '', due = ''] = body.split(' ')
  if (seen.has(number)) repeated++
  seen.add(number)
  lateMs.push(at - Number(due))
  firstAt ||= at
  lastAt = at
  return new Response('thanks')
}

const report = () => {
  const sorted = lateMs.toSorted((a, b) => a - b)
  const share = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  const late = { p50: share(0.5), p95: share(0.95), p99: share(0.99), max: share(1) }
  return { heard: seen.size, forged, repeated, seconds: (lastAt - firstAt) / 1000, late }
}

export type Heard = ReturnType<typeof report>

Bun.serve({
  port: Number(PORT),
  fetch: async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/hear') return hear(request)
    if (pathname === '/report') return Response.json(report())
    if (pathname === '/reset') {
      seen = new Set()
      lateMs = []
      forged = repeated = firstAt = lastAt = 0
    }
    return new Response('ok')
  },
})
