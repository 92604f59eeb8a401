import Stripe from 'stripe'
import type { Injected } from './faults.ts'
import { newId } from './ids.ts'
import type { Delivery, State } from './state.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Waits after each failed attempt; the last one repeats until three days are over. */
const WAITS = [SECOND, 5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR]
const GIVE_UP = 72 * HOUR
const PATIENCE = 20 * SECOND
const AT_ONCE = 16

export type WebhookOptions = {
  state: State
  nowMs(): number
  target(): { url: string; secret: string }
  fetch: typeof fetch
  inject(): Injected
}

export const createWebhooks = ({ state, nowMs, target, fetch, inject }: WebhookOptions) => {
  const { deliveries, notifications, undelivered } = state
  /** An event as it is sent: those of API v2 without what has to be fetched. */
  const sent = (id: string): Stripe.Event | undefined => {
    const whole = notifications.get(id)
    if (!whole) return state.events.get(id)
    const { changes: _, data: __, ...thin } = whole as typeof whole & { data?: unknown }
    return thin as unknown as Stripe.Event
  }
  const flying = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const stopped = new Promise<false>((done) => stopping.signal.addEventListener('abort', () => done(false)))
  let timer: ReturnType<typeof setTimeout> | undefined

  const send = async (event: Stripe.Event) => {
    const { url, secret } = target()
    const payload = JSON.stringify(event, null, 2)
    // The real clock, because the receiver compares with its own.
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signature,
      },
      body: payload,
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE)]),
    })
    await response.body?.cancel()
    return response.ok
  }

  const isOnItsWay = ({ id }: Stripe.Event) => {
    for (const delivery of deliveries.values()) if (delivery.event === id) return true
    return false
  }

  const accepted = (id: string, event: Stripe.Event) => {
    deliveries.delete(id)
    const kept = state.events.get(event.id)
    if (kept && !isOnItsWay(event)) kept.pending_webhooks = 0
  }

  const postpone = (id: string, delivery: Delivery) => {
    const wait = WAITS[Math.min(delivery.attempt, WAITS.length - 1)] ?? GIVE_UP
    delivery.attempt += 1
    delivery.dueAt = nowMs() + wait
    if (delivery.dueAt <= delivery.firstAt + GIVE_UP) return
    deliveries.delete(id)
    undelivered.set(delivery.event, nowMs())
  }

  const attempt = (id: string, delivery: Delivery) => {
    const event = sent(delivery.event)
    if (!event) return Promise.resolve(void deliveries.delete(id))
    // A receiver, or a `fetch` of a test, that never answers must not keep us from stopping.
    const flight = Promise.race([send(event), stopped])
      .catch(() => false)
      .then((ok) => {
        flying.delete(id)
        // Stopped in mid-air: whether it arrived is unknown, so the next start sends it again.
        if (stopping.signal.aborted) return
        if (ok) accepted(id, event)
        else postpone(id, delivery)
        run()
      })
    flying.set(id, flight)
    return flight
  }

  const run = () => {
    clearTimeout(timer)
    if (stopping.signal.aborted || target().url === '' || inject().absence()) return
    let next = Number.POSITIVE_INFINITY
    for (const [id, delivery] of deliveries) {
      if (delivery.held || flying.has(id)) continue
      if (delivery.dueAt > nowMs()) next = Math.min(next, delivery.dueAt)
      else void attempt(id, delivery)
      // Each that lands starts the next.
      if (flying.size >= AT_ONCE) return
    }
    if (next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(run, Math.min(Math.max(next - nowMs(), 10), MINUTE))
    timer.unref?.()
  }

  const soon = () => {
    clearTimeout(timer)
    // A macrotask later, so that by default the answer to the caller leaves first.
    timer = setTimeout(run, 0)
  }

  return {
    add(event: Stripe.Event) {
      if (inject().webhook(event, 'drop')) return void undelivered.set(event.id, nowMs())
      const held = inject().webhook(event, 'hold')
      for (let copies = inject().webhook(event, 'double') ? 2 : 1; copies > 0; copies -= 1)
        deliveries.set(newId('whd'), { event: event.id, attempt: 0, firstAt: nowMs(), dueAt: nowMs(), held })
      soon()
    },
    /** Sends those of these events that shall overtake the answer, and waits until the receiver has replied. */
    async first(ids: string[]) {
      const early = ids.flatMap((id) => sent(id) ?? []).filter((event) => inject().webhook(event, 'first'))
      if (target().url === '') return
      for (const [id, delivery] of deliveries)
        if (!delivery.held && early.some((event) => event.id === delivery.event))
          await (flying.get(id) ?? attempt(id, delivery))
    },
    release(match: (event: Stripe.Event) => boolean) {
      for (const delivery of deliveries.values()) {
        const event = sent(delivery.event)
        if (event && match(event)) delivery.held = false
      }
      soon()
    },
    load() {
      const waiting = [...deliveries].filter(([, delivery]) => !delivery.held)
      const times = waiting.map(([id, delivery]) => (flying.has(id) ? nowMs() : delivery.dueAt))
      return {
        pendingWebhooks: waiting.length,
        nextAt: times.length > 0 ? Math.min(...times) : null,
        heldWebhooks: deliveries.size - waiting.length,
      }
    },
    /** A test that carries webhooks itself says that one has arrived. */
    arrived(id: string) {
      undelivered.delete(id)
    },
    isDelivered: (event: Stripe.Event) => !undelivered.has(event.id) && !isOnItsWay(event),
    wake: run,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await Promise.all(flying.values())
    },
  }
}

export type Webhooks = ReturnType<typeof createWebhooks>
