import type { Id } from '#shared/ids'
import type { Money } from '#shared/money'

/**
 * On what terms an order is paid for: what the installation keeps (minor units), and the seller's account with Stripe that
 * gets the rest; null where all of it is the installation's own.
 */
export type Terms = { fee: number; destination: string | null }

/** The terms of a seller's order; `not-payable` when the seller cannot be paid (any more). */
export type TermsOf = (seller: Id<'account'> | null, total: Money) => Promise<Terms | 'not-payable'>

/** Nothing is kept and nothing passed on. */
export const plainTerms: TermsOf = async () => ({ fee: 0, destination: null })
