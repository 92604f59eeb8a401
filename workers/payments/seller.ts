import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'

/** `none` yet · `onboarding` begun · `enabled` · `restricted` by Stripe, which says what it wants. */
export const sellerStates = ['none', 'onboarding', 'enabled', 'restricted'] as const
export type SellerState = (typeof sellerStates)[number]

/** Somebody who sells, and their account with Stripe. */
export type Seller = {
  seller: Id<'account'>
  /** Stripe's connected account; null until Stripe has made it. */
  account: string | null
  state: SellerState
  name: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** When these words were written down: Stripe is asked for one account by what is written then. */
  begunAt: string
  /** What Stripe still wants, to be read by people. */
  requirements: readonly string[]
  /** Counts the messages told about this seller. */
  version: number
  /** Counts looks at Stripe. */
  looks: number
}

/** How Stripe has an account now. */
export type Standing = { payable: boolean; requirements: readonly string[] }

/** What is to be saved, and what the others have to hear about it. */
export type SellerChange = { state: SellerState; requirements: readonly string[]; says: Saying[] }

/** Whoever could be paid once and cannot now is restricted; whoever could not yet is still on the way there. */
const stateAfter = (state: SellerState, payable: boolean): SellerState => {
  if (payable) return 'enabled'
  return state === 'enabled' || state === 'restricted' ? 'restricted' : 'onboarding'
}

const whyNot = (requirements: readonly string[]) =>
  requirements.length === 0 ? 'Stripe does not pay to this account' : `Stripe asks for: ${requirements.join('; ')}`

/** What becomes of a seller whom Stripe has like this. The others hear of it when it changes whether they can be paid. */
export const follow = ({ seller, state }: Seller, { payable, requirements }: Standing): SellerChange => {
  const after = stateAfter(state, payable)
  const change = { state: after, requirements }
  if (payable === (state === 'enabled')) return { ...change, says: [] }
  const data = { seller, enabled: payable, why: payable ? null : whyNot(requirements) }
  return { ...change, says: [{ type: 'seller.payouts-changed', data }] }
}

const words = (text: string) => text.replaceAll('_', ' ')

/**
 * Stripe's name of something it asks for, to be read by people: `identity.individual.given_name` is `individual: given name`.
 */
export const readable = (name: string): string => {
  const parts = name.split('.').filter((part) => part !== 'identity')
  const last = parts.pop()
  if (!last) return words(name)
  return parts.length === 0 ? words(last) : `${words(parts.join(' '))}: ${words(last)}`
}
