import type * as z from 'zod'
import { invalid } from './errors.ts'
import type { sessionCreate } from './session-parameters.ts'
import type { Method } from './state.ts'

type Create = z.output<typeof sessionCreate>

/** What this account has switched on, by currency; as in the settings of a real one. */
const switchedOn = (currency: string): Method[] =>
  currency === 'eur' ? ['card', 'ideal', 'bancontact', 'sepa_debit'] : ['card']

/**
 * The ways to pay that a page offers: those switched on, as far as `allowed_payment_method_types` and
 * `excluded_payment_method_types` leave them. A payment that waits for its capture as a whole leaves only what can wait:
 * cards. Where only cards wait (`payment_method_options[card][capture_method]`), the others take the money at once.
 */
export const methodsFor = (params: Create, currency: string): Method[] => {
  const manual = params.payment_intent_data?.capture_method === 'manual'
  const allowed = params.allowed_payment_method_types
  const excluded = new Set(params.excluded_payment_method_types)
  const methods = switchedOn(currency).filter(
    (method) =>
      !excluded.has(method) && (!manual || method === 'card') && (allowed === undefined || allowed.includes(method)),
  )
  if (methods.length > 0) return methods
  throw invalid(
    'No valid payment method types for this Checkout Session. Check what is switched on, allowed and excluded, and which of it supports the currency and the capture method.',
    allowed ? 'allowed_payment_method_types' : 'excluded_payment_method_types',
  )
}

export const nameOf: Record<Method, string> = {
  card: 'Card',
  ideal: 'iDEAL',
  bancontact: 'Bancontact',
  sepa_debit: 'SEPA direct debit',
}
