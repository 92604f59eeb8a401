import Stripe from 'stripe'
import { newId } from './ids.ts'
import type { State } from './state.ts'

/** The object an event of this type carries. */
type ObjectOf<T extends Stripe.Event['type']> = Extract<Stripe.Event, { type: T }>['data']['object']

/** The API call that causes an event; pages and clocks cause events of nobody. */
export type Cause = { id: string; key: string | null }

/** What every rule of the stand-in may touch. */
export type Account = {
  state: State
  /** Seconds since 1970, on the clock that tests may move. */
  now(): number
  publicUrl(): string
  emit<T extends Stripe.Event['type']>(type: T, object: ObjectOf<T>): void
  /** Runs an effect to its end and says which events it caused, even when it throws. */
  during<Result>(cause: Cause | null, effect: () => Result): { events: string[]; outcome: () => Result }
}

export type AccountOptions = {
  state: State
  nowMs(): number
  publicUrl(): string
  onEvent(event: Stripe.Event): void
}

export const createAccount = ({ state, nowMs, publicUrl, onEvent }: AccountOptions): Account => {
  // Effects are synchronous from the first line to the last, so one variable is enough to know who causes an event.
  let cause: Cause | null = null
  let caused: string[] = []
  const now = () => Math.floor(nowMs() / 1000)
  return {
    state,
    now,
    publicUrl,
    emit(type, object) {
      const event = {
        id: newId('evt'),
        object: 'event',
        api_version: Stripe.API_VERSION,
        created: now(),
        // A picture of this moment: the receiver may read it days later.
        data: { object: structuredClone(object) },
        livemode: false,
        pending_webhooks: 1,
        request: { id: cause?.id ?? null, idempotency_key: cause?.key ?? null },
        type,
      } as Stripe.Event
      state.events.set(event.id, event)
      caused.push(event.id)
      onEvent(event)
    },
    during(by, effect) {
      cause = by
      caused = []
      try {
        const result = effect()
        return { events: caused, outcome: () => result }
      } catch (error) {
        return {
          events: caused,
          outcome: () => {
            throw error
          },
        }
      } finally {
        cause = null
      }
    },
  }
}
