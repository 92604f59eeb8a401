/**
 * The life of the money for one order.
 * `awaited` nothing begun · `opening` a Checkout Session is being made · `open` the buyer may pay · `authorized` the bank has
 * set the amount aside · `capturing` the order has won its units, the amount is being taken · `captured` taken ·
 * `voiding` being given back · `voided` given back, never charged · `closed` the order ended before anything was paid ·
 * `failed` the authorisation lapsed before it could be captured.
 */
export const paymentStates = [
  'awaited',
  'opening',
  'open',
  'authorized',
  'capturing',
  'captured',
  'voiding',
  'voided',
  'closed',
  'failed',
] as const

export type PaymentState = (typeof paymentStates)[number]

/** Every transition there is; the store refuses any other. */
export const transitions: { readonly [From in PaymentState]: readonly PaymentState[] } = {
  awaited: ['opening', 'closed'],
  opening: ['open', 'authorized', 'closed', 'voiding'],
  open: ['awaited', 'authorized', 'closed', 'voiding'],
  authorized: ['capturing', 'voiding', 'failed'],
  capturing: ['captured', 'failed'],
  captured: [],
  voiding: ['voided'],
  voided: [],
  closed: ['voiding'],
  failed: [],
}

export const mayBecome = (from: PaymentState, to: PaymentState) => transitions[from].includes(to)
