import type * as z from 'zod'
import { invalid } from './errors.ts'
import type { sessionCreate } from './session-parameters.ts'
import type { Method } from './state.ts'

type Create = z.output<typeof sessionCreate>

/** What this account has switched on, by currency; as in the settings of a real one. */
const offered = (currency: string): Method[] =>
  currency === 'eur' ? ['card', 'ideal', 'bancontact', 'sepa_debit'] : ['card']

/**
 * The ways to pay that a page offers. A payment that waits for its capture as a whole leaves only what can wait: cards. Where
 * only cards wait (`payment_method_options[card][capture_method]`), the others are there as well and take the money at once.
 */
export const methodsFor = (params: Create, currency: string): Method[] => {
  const manual = params.payment_intent_data?.capture_method === 'manual'
  const named = params.payment_method_types
  const excluded = new Set(params.excluded_payment_method_types)
  if (named && params.excluded_payment_method_types)
    throw invalid(
      'You may only specify one of these parameters: payment_method_types, excluded_payment_method_types.',
      'excluded_payment_method_types',
    )
  const wrong = named?.find((method) => method !== 'card' && (manual || !offered(currency).includes(method)))
  if (wrong)
    throw invalid(
      manual
        ? `The payment method type ${wrong} cannot be used with capture_method=manual.`
        : `The payment method type ${wrong} does not support the currency ${currency}.`,
      'payment_method_types',
    )
  const methods = (named ?? offered(currency)).filter(
    (method) => !excluded.has(method) && (!manual || method === 'card'),
  )
  if (methods.length === 0)
    throw invalid('No valid payment method types for this Checkout Session.', 'payment_method_types')
  return methods
}

export const nameOf: Record<Method, string> = {
  card: 'Card',
  ideal: 'iDEAL',
  bancontact: 'Bancontact',
  sepa_debit: 'SEPA direct debit',
}
