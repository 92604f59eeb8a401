import Stripe from 'stripe'
import { newId } from './ids.ts'
import type { State } from './state.ts'

/** The object an event of this type carries. */
type ObjectOf<T extends Stripe.Event['type']> = Extract<Stripe.Event, { type: T }>['data']['object']

type AccountNotice = Extract<Stripe.V2.Core.Event, { type: `v2.core.account${string}`; related_object: unknown }>
type DataOf<T> = Extract<AccountNotice, { type: T }> extends { data: infer Data } ? Data : never

/** The API call that causes an event; pages and clocks cause events of nobody. */
export type Cause = { id: string; key: string | null }

/** What Stripe asks for its own services: a part of each payment and a fixed amount, in minor units of its currency; per dispute. */
export type Prices = { basisPoints: number; fixed: number; dispute: number }

/** What every rule of the stand-in may touch. */
export type Account = {
  state: State
  prices: Prices
  /** Seconds since 1970, on the clock that tests may move. */
  now(): number
  publicUrl(): string
  /** `on` is the connected account the object belongs to; without it, it is the platform's. */
  emit<T extends Stripe.Event['type']>(type: T, object: ObjectOf<T>, on?: string): void
  /** Tells of a change the way API v2 does: the webhook names the object, and the event can be fetched. */
  notify<T extends AccountNotice['type']>(type: T, accountId: string, data?: DataOf<T>): void
  /** Runs an effect to its end and says which events it caused, even when it throws. */
  during<Result>(cause: Cause | null, effect: () => Result): { events: string[]; outcome: () => Result }
}

export type AccountOptions = {
  state: State
  prices: Prices
  nowMs(): number
  publicUrl(): string
  onEvent(event: Stripe.Event): void
}

export const createAccount = ({ state, prices, nowMs, publicUrl, onEvent }: AccountOptions): Account => {
  // Effects are synchronous from the first line to the last, so one variable is enough to know who causes an event.
  let cause: Cause | null = null
  let caused: string[] = []
  const now = () => Math.floor(nowMs() / 1000)
  return {
    state,
    prices,
    now,
    publicUrl,
    emit(type, object, on) {
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
        ...(on && { account: on }),
        type,
      } as Stripe.Event
      state.events.set(event.id, event)
      caused.push(event.id)
      onEvent(event)
    },
    notify(type, accountId, data) {
      const id = newId('evt')
      const event = {
        id,
        object: 'v2.core.event',
        context: null,
        created: new Date(nowMs()).toISOString(),
        livemode: false,
        reason: cause ? { type: 'request', request: { id: cause.id, idempotency_key: cause.key ?? '' } } : null,
        related_object: { id: accountId, type: 'v2.core.account', url: `/v2/core/accounts/${accountId}` },
        type,
      }
      state.notifications.set(id, { ...event, changes: null, data: data ?? null } as unknown as Stripe.V2.Core.Event)
      caused.push(id)
      onEvent(event as unknown as Stripe.Event)
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
