// What the services reach beyond the database, in one process: a broker that takes every batch at once, as QStash's
// /v2/batch answers, and throws it away; and the keys that auth publishes. Everything else is a constant, on the same
// runtime as the services: the ceiling for reads.
declare const Bun: {
  serve(options: { port: number; hostname: string; fetch(request: Request): Response | Promise<Response> }): unknown
}

const jwks = process.env.JWKS ?? ''
const CONSTANT = JSON.stringify({ items: Array.from({ length: 20 }, (_, n) => ({ id: n, title: `Event ${n}` })) })
const JSON_HEADERS = { 'content-type': 'application/json' }

const answer = async (request: Request) => {
  const { pathname } = new URL(request.url)
  if (pathname === '/api/auth/jwks') return new Response(jwks, { headers: JSON_HEADERS })
  if (pathname !== '/v2/batch') return new Response(CONSTANT, { headers: JSON_HEADERS })
  const batch = (await request.json()) as unknown[]
  return Response.json(batch.map(() => ({ messageId: `msg_${crypto.randomUUID()}` })))
}

Bun.serve({ port: Number(process.env.PORT), hostname: '127.0.0.1', fetch: answer })
