import type Stripe from 'stripe'
import type * as z from 'zod'
import type { Account } from './account.ts'
import { expand } from './expand.ts'
import { type JsonTree, parameters, parseParameters } from './params.ts'

/** What an endpoint may ask beside the account itself. */
export type Surroundings = {
  isDelivered(event: Stripe.Event): boolean
  /** Throws when this capture shall fail. */
  beforeCapture(intent: Stripe.PaymentIntent): void
  /** What shall become of a refund that is asked for now. */
  refundFate(): RefundFate
  /** Whether what a connected account got cannot be taken back now. */
  isShareStuck(): boolean
  /** The connected account the call is made for (`Stripe-Account`), or the platform itself. */
  on: string | null
}

export type RefundFate = { is: 'succeeded' | 'pending' } | { is: 'failed'; reason: string }

type Run<Params> = (account: Account, params: Params, id: string, around: Surroundings, child: string) => object

/** `scoped`: it may be called for a connected account as well. */
export type Traits = { version?: 'v1' | 'v2'; scoped?: boolean }

const expansions = (params: object) => ('expand' in params ? (params.expand as string[] | undefined) : undefined)

/** One endpoint of the API: what it is called, where it is, what it takes, and what it does. */
export const endpoint = <Name extends string, Schema extends z.ZodType<object>>(
  name: Name,
  method: 'GET' | 'POST',
  path: string,
  schema: Schema,
  run: Run<z.output<Schema>>,
  { version = 'v1', scoped = false }: Traits = {},
) => ({
  name,
  method,
  path,
  version,
  scoped,
  /** Checks everything that needs no state, so that what throws here counts as never begun. */
  prepare(raw: JsonTree) {
    const params = parseParameters(schema, raw)
    return (account: Account, id: string, around: Surroundings, child: string) =>
      expand(account, run(account, params, id, around, child), expansions(params))
  },
})

export const nothing = parameters({})
