import type { Id } from '#shared/ids'
import type { Money } from '#shared/money'

/**
 * On what terms an order is paid for: what the installation keeps (minor units), and the seller's account with Stripe that
 * gets the rest; null where all of it is the installation's own.
 */
export type Terms = { fee: number; destination: string | null }

/**
 * The terms of a seller's order. `null` is an order from before sellers were paid, `undefined` one whose seller we have not
 * been told of yet. `not-payable`: the seller cannot be paid (any more); `not-told`: it matters who the seller is.
 */
export type TermsOf = (
  seller: Id<'account'> | null | undefined,
  total: Money,
) => Promise<Terms | 'not-payable' | 'not-told'>

/** Nothing is kept and nothing passed on. */
export const plainTerms: TermsOf = async () => ({ fee: 0, destination: null })
