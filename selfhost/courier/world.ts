import { Client } from '@upstash/qstash'
import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../../local/database.ts'
import { type Served, serve } from '../../local/serve.ts'
import { type Courier, type CourierOptions, createCourier } from './courier.ts'

/** One delivery as the destination saw it. */
export type Received = { at: number; path: string; method: string; headers: Headers; body: Buffer }

type Falsy = false | null | undefined | 0 | ''

type Answer = (received: Received, nth: number) => Response | Promise<Response>

export const keys = { current: 'sig_the_current_key', next: 'sig_the_next_key' }
export const token = 'a-publisher'

/** Waits until `look` finds something, looking every few milliseconds; throws when it never does. */
export const until = async <Found>(
  look: () => Found | Promise<Found>,
  withinMs = 5000,
): Promise<Exclude<Found, Falsy>> => {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found) return found as Exclude<Found, Falsy>
    if (performance.now() > end) throw new Error(`did not come true within ${withinMs} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A database, a courier on it, a destination it may call, and an unmodified QStash client. */
export class World {
  readonly databaseUrl: string
  readonly received: Received[] = []
  readonly destination: string
  /** What the destination answers; 200 until a test says otherwise. */
  answer: Answer = () => new Response('thanks')
  private readonly closing: (() => Promise<void>)[] = []

  private constructor(databaseUrl: string, destination: string) {
    this.databaseUrl = databaseUrl
    this.destination = destination
  }

  static async start(prepare: (databaseUrl: string) => Promise<unknown> = async () => {}) {
    const databaseUrl = await createDatabase(inject('postgres'))
    await prepare(databaseUrl)
    let world: World | undefined
    const destination = await serve(async (request) => {
      if (!world) return new Response(null, { status: 503 })
      const url = new URL(request.url)
      const body = Buffer.from(await request.arrayBuffer())
      const path = `${url.pathname}${url.search}`
      const received = { at: performance.now(), path, method: request.method, headers: request.headers, body }
      world.received.push(received)
      return world.answer(received, world.received.length)
    })
    world = new World(databaseUrl, destination.url)
    world.closing.push(
      () => dropDatabase(inject('postgres'), databaseUrl),
      () => destination.stop(),
    )
    return world
  }

  options(options: Partial<CourierOptions> = {}): CourierOptions {
    return {
      databaseUrl: this.databaseUrl,
      token,
      signingKeys: keys,
      allow: [this.destination],
      ...options,
    }
  }

  async courier(options: Partial<CourierOptions> = {}): Promise<Courier & { url: string; client: Client }> {
    const courier = await createCourier(this.options(options))
    const served: Served = await serve(courier.fetch)
    this.closing.push(
      () => courier.stop(),
      () => served.stop(),
    )
    const client = new Client({ baseUrl: served.url, token, devMode: false, retry: false, enableTelemetry: false })
    return { ...courier, url: served.url, client }
  }

  async [Symbol.asyncDispose]() {
    for (const close of this.closing.toReversed()) await close()
  }
}
