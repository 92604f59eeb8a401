import type Stripe from 'stripe'
import type { RefundFate } from './endpoint.ts'
import type { EndpointName } from './endpoints.ts'

/**
 * What goes wrong with one API call.
 * `status`: it is answered with an error and nothing happens. A 429 says `rate_limit`, or `lock_timeout` where `because` says
 * so: another call holds the object. A 500 is kept for the idempotency key, as Stripe keeps
 * it, unless `stored` is false. `lost`: everything happens, and the answer never arrives: the connection is cut, or
 * hangs until the caller gives up.
 */
export type CallFault = { status: 429 | 500; stored?: boolean; because?: 'lock_timeout' } | { lost: 'cut' | 'hang' }

/** Why a capture fails: the bank says no this time, or the authorisation is gone for good. */
export type CaptureFault = 'declined' | 'lapsed'

/** Which webhooks are meant: those of one type, or those a predicate picks. */
export type WebhookMatch = Stripe.Event['type'] | ((event: Stripe.Event) => boolean)

type Counted<Rule> = Rule & { left: number }
type WebhookRule = Counted<{ match: WebhookMatch; does: 'drop' | 'double' | 'hold' | 'first' }>

export type FaultsHost = {
  failRefund(id: string, reason: string): void
  release(match: (event: Stripe.Event) => boolean): void
  /** Webhooks may leave again. */
  wake(): void
}

/** How Stripe is away: connections break, its pages' as well; or every answer of its API is a 500. */
export type Absence = 'unreachable' | 'failing'

const predicate = (match: WebhookMatch) =>
  typeof match === 'function' ? match : (event: Stripe.Event) => event.type === match

export const createFaults = (host: FaultsHost) => {
  let calls: Counted<{ endpoint: EndpointName; fault: CallFault }>[] = []
  let captures: Counted<{ intent: string; fault: CaptureFault }>[] = []
  let webhooks: WebhookRule[] = []
  let refunds: Counted<{ fate: RefundFate }>[] = []
  let shares: Counted<object>[] = []
  const pauses = new Map<EndpointName, PromiseWithResolvers<void>>()

  let absence: Absence | null = null
  const rates = new Map<string, number>()

  const use = <Rule>(rule: Counted<Rule> | undefined) => {
    if (rule) rule.left -= 1
    return rule
  }
  const resumeAll = () => {
    for (const pause of pauses.values()) pause.resolve()
    pauses.clear()
  }

  /** For tests: what shall go wrong. */
  const faults = {
    /** The next `times` calls of an endpoint go wrong in this way. */
    next: (endpoint: EndpointName, fault: CallFault, times = 1) => void calls.push({ endpoint, fault, left: times }),
    /** Calls of an endpoint wait before they do anything, until the returned function is called. */
    pause: (endpoint: EndpointName) => {
      const pause = pauses.get(endpoint) ?? Promise.withResolvers<void>()
      pauses.set(endpoint, pause)
      return () => {
        if (pauses.get(endpoint) === pause) pauses.delete(endpoint)
        pause.resolve()
      }
    },
    /** Captures of this payment intent fail: `declined` leaves it as it is, `lapsed` cancels it. */
    failCapture: (intent: string, fault: CaptureFault = 'declined', times = 1) =>
      void captures.push({ intent, fault, left: times }),
    /** The next refunds stay `pending`, until the clock, or `settleRefund` or `failRefund`, ends them. */
    pendingRefunds: (times = Number.POSITIVE_INFINITY) => void refunds.push({ fate: { is: 'pending' }, left: times }),
    /** The next refunds fail while they are asked for: the answer says `failed`. */
    failRefunds: (times = 1, reason = 'lost_or_stolen_card') =>
      void refunds.push({ fate: { is: 'failed', reason }, left: times }),
    /** The next refunds that would take a connected account's share back are refused, as when it holds too little. */
    keepShares: (times = Number.POSITIVE_INFINITY) => void shares.push({ left: times }),
    /** A refund that seemed to succeed fails now. */
    failRefund: (refund: string, reason = 'lost_or_stolen_card') => host.failRefund(refund, reason),
    /** From now on an endpoint takes so many calls a second; the returned function ends that. */
    rate: (endpoint: EndpointName, perSecond: number) => {
      rates.set(endpoint, perSecond)
      return () => void rates.delete(endpoint)
    },
    /** Nobody reaches Stripe, its pages neither, and no webhook leaves, until the returned function is called. */
    away: (how: Absence = 'unreachable') => {
      absence = how
      return () => {
        absence = null
        host.wake()
      }
    },
    /** These webhooks are never sent. The events can still be listed. */
    dropWebhooks: (match: WebhookMatch, times = Number.POSITIVE_INFINITY) =>
      void webhooks.push({ match, does: 'drop', left: times }),
    /** These webhooks are sent twice. */
    doubleWebhooks: (match: WebhookMatch, times = Number.POSITIVE_INFINITY) =>
      void webhooks.push({ match, does: 'double', left: times }),
    /** These webhooks wait until the returned function is called. */
    holdWebhooks: (match: WebhookMatch, times = Number.POSITIVE_INFINITY) => {
      const rule: WebhookRule = { match, does: 'hold', left: times }
      webhooks.push(rule)
      return () => {
        webhooks = webhooks.filter((other) => other !== rule)
        host.release(predicate(match))
      }
    },
    /** These webhooks arrive before the answer of the call, or the page, that causes them. */
    webhooksFirst: (match: WebhookMatch, times = Number.POSITIVE_INFINITY) =>
      void webhooks.push({ match, does: 'first', left: times }),
    /** Everything is well again; what was held back is sent. */
    clear: () => {
      calls = []
      captures = []
      refunds = []
      shares = []
      webhooks = []
      absence = null
      rates.clear()
      resumeAll()
      host.release(() => true)
    },
  }

  /** For the stand-in: what goes wrong here. Asking uses a fault up. */
  const inject = {
    call: (endpoint: EndpointName) =>
      use(calls.find((rule) => rule.endpoint === endpoint && rule.left > 0))?.fault ?? null,
    paused: (endpoint: EndpointName) => pauses.get(endpoint)?.promise,
    capture: (intent: string) => use(captures.find((rule) => rule.intent === intent && rule.left > 0))?.fault ?? null,
    refundFate: (): RefundFate => use(refunds.find((rule) => rule.left > 0))?.fate ?? { is: 'succeeded' },
    isShareStuck: () => use(shares.find((rule) => rule.left > 0)) !== undefined,
    webhook: (event: Stripe.Event, does: WebhookRule['does']) =>
      use(webhooks.find((rule) => rule.does === does && rule.left > 0 && predicate(rule.match)(event))) !== undefined,
    rate: (endpoint: string) => rates.get(endpoint),
    absence: () => absence,
    resumeAll,
  }
  return { faults, inject }
}

export type Injected = ReturnType<typeof createFaults>['inject']
