import type { Chance } from './chance.ts'
import type { Boundary, Fate } from './loom.ts'
import { MINUTE, SECOND } from './time.ts'

/**
 * What goes wrong in one run, and how often. Every seed has weather of its own, in which some things never go wrong and others
 * often do: faults that come all at once mostly hide each other.
 */
export type Weather = {
  /** How often a step over a boundary ends in each way; what is missing is `done`. */
  fates: Record<Boundary, Partial<Record<Fate, number>>>
  /** How often the broker does these with a message it delivers. */
  broker: { twice: number; corrupt: number; again: number; poison: number; lose: number; rejects: number }
  /** How often these happen to a webhook that is due. */
  webhook: { twice: number; late: number; never: number }
  /** How often Stripe answers a call with an error of its own, a bank refuses a capture, or a refund fails or takes days. */
  stripe: { error: number; capture: number; refundFails: number; refundWaits: number }
  /** What banks do by themselves, each as often as its weight says: undo a payment, decide over that, send a refund back. */
  banks: { dispute: number; verdict: number; bounce: number }
  /** The furthest a process's clock is off, either way, in milliseconds. */
  skew: number
  /** How often somebody who pays has a card that is refused, or that asks for 3-D Secure. */
  cards: { declined: number; challenged: number }
}

const NONE = { database: {}, broker: {}, stripe: {}, peer: {}, answer: {} }

/** Nothing goes wrong. */
export const calm: Weather = {
  fates: NONE,
  broker: { twice: 0, corrupt: 0, again: 0, poison: 0, lose: 0, rejects: 0 },
  webhook: { twice: 0, late: 0, never: 0 },
  stripe: { error: 0, capture: 0, refundFails: 0, refundWaits: 0 },
  banks: { dispute: 0, verdict: 0, bounce: 0 },
  skew: 0,
  cards: { declined: 0, challenged: 0 },
}

/**
 * The weather of a seed. `lose` lets the broker lose for good what it said it had, which QStash promises not to do.
 */
export const weatherOf = (chance: Chance, { lose }: { lose: boolean }): Weather => {
  // Half of all faults are absent from a run; the others come seldom or often.
  const some = (most: number) => (chance.happens(0.5) ? most * chance.number() : 0)
  const deadly = some(0.03)
  const fates = (most: number): Partial<Record<Fate, number>> => ({
    ...{ slow: some(0.5), refused: some(most), lost: some(most) },
    ...{ 'killed-before': deadly / 2, 'killed-after': deadly },
  })
  return {
    fates: { database: fates(0.08), broker: fates(0.3), stripe: fates(0.25), peer: fates(0.2), answer: fates(0.15) },
    broker: {
      ...{ twice: some(0.4), corrupt: some(0.1), again: some(0.3), poison: some(0.05), rejects: some(0.15) },
      lose: lose ? some(0.1) : 0,
    },
    // Now and then Stripe tells us next to nothing: several of its events say the same, and one of them is enough.
    webhook: { twice: some(0.4), late: some(0.4), never: chance.happens(0.15) ? 0.95 : some(0.4) },
    stripe: { error: some(0.2), capture: some(0.3), refundFails: some(0.5), refundWaits: some(0.5) },
    banks: { dispute: some(1), verdict: 1, bounce: some(1) },
    // A signature is good for a minute either way; beyond that a process hears nobody until its clock is set right.
    skew: chance.happens(0.5) ? 0 : chance.happens(0.8) ? 50 * SECOND : 6 * MINUTE,
    cards: { declined: some(0.4), challenged: some(0.4) },
  }
}

export const fateOf = (chance: Chance, shares: Partial<Record<Fate, number>>): Fate => {
  let left = chance.number()
  for (const [fate, share] of Object.entries(shares) as [Fate, number][]) {
    left -= share
    if (left < 0) return fate
  }
  return 'done'
}
