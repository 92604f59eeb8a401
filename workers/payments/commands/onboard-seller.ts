import Stripe from 'stripe'
import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Deps } from '../deps.ts'
import type { Seller } from '../seller.ts'
import { createAccount, createOnboardingPage } from './seller-account.ts'

type Needs = Pick<Deps, 'sellers' | 'stripe' | 'publicUrl' | 'connect' | 'country'>

const invalidCountry = (detail: string) =>
  new Problem('invalid-request', undefined, { errors: [{ pointer: '#/country', detail }] })

const later = (error: unknown) =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error instanceof Stripe.errors.StripeIdempotencyError
    ? new Problem('unavailable', 'Stripe cannot be reached right now', {}, { 'Retry-After': '5' })
    : error

const begin = async ({ sellers, country: usual }: Needs, person: Person, country: string | undefined) => {
  const known = await sellers.find(person.id)
  if (known) return known
  const own = country ?? usual
  if (own === null) throw invalidCountry('must say in which country you are')
  return sellers.begin(person.id, { name: person.name, country: own })
}

/** Only the country is the seller's to change: whatever else Stripe does not like is nothing they can do anything about. */
const isAboutCountry = (error: unknown): error is Stripe.errors.StripeInvalidRequestError =>
  error instanceof Stripe.errors.StripeInvalidRequestError && /country/i.test(`${error.param} ${error.message}`)

const make = async (deps: Needs, begun: Seller): Promise<string> => {
  try {
    return await createAccount(deps, begun)
  } catch (error) {
    // Under the same key Stripe would repeat its refusal, and a failure of its own, for a day.
    if (isAboutCountry(error) || error instanceof Stripe.errors.StripeAPIError) await deps.sellers.forgetWords(begun)
    if (!isAboutCountry(error)) throw error
    throw invalidCountry(`is not one Stripe can pay to from here: ${error.message}`)
  }
}

/**
 * A page of Stripe's on which the seller says where their money goes; the account is made the first time. Two tabs at once make
 * one account. Throws `invalid-request`, `forbidden` where this installation does not use Connect, and `unavailable`.
 */
export const onboardSeller = async (deps: Needs, person: Person, country: string | undefined): Promise<string> => {
  if (!deps.connect) throw new Problem('forbidden', 'This store takes the money itself: there is nothing to set up')
  const begun = await begin(deps, person, country)
  try {
    const account = begun.account ?? (await make(deps, begun))
    if (begun.account === null && !(await deps.sellers.attach(begun.seller, account))) {
      throw new Problem('unavailable', 'Somebody else has begun anew', {}, { 'Retry-After': '1' })
    }
    return await createOnboardingPage(deps, account)
  } catch (error) {
    throw later(error)
  }
}
