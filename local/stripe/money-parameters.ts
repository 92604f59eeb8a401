import * as z from 'zod'
import { evidenceTexts } from './disputes.ts'
import { boolean, created, currency, integer, metadata, paging, parameters, text } from './params.ts'

export const transferCreate = parameters({
  amount: integer(1),
  currency,
  destination: text(255),
  description: text().optional(),
  metadata: metadata.optional(),
  source_transaction: z.string().optional(),
  transfer_group: text(255).optional(),
})

export const transferList = parameters({
  ...paging,
  ...created,
  destination: z.string().optional(),
  transfer_group: z.string().optional(),
})

/** Of a transfer, or of an application fee. */
export const takeBackCreate = parameters({
  amount: integer(1).optional(),
  metadata: metadata.optional(),
})

export const reversalCreate = parameters({
  amount: integer(1).optional(),
  description: text().optional(),
  metadata: metadata.optional(),
  refund_application_fee: boolean.optional(),
})

export const feeList = parameters({ ...paging, ...created, charge: z.string().optional() })

export const disputeList = parameters({
  ...paging,
  ...created,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
})

const evidence = z.strictObject(
  Object.fromEntries(evidenceTexts.map((name) => [name, z.string().max(150_000).optional()])),
)

export const disputeUpdate = parameters({
  evidence: evidence.optional(),
  metadata: metadata.optional(),
  submit: boolean.optional(),
})

export const lineList = parameters({
  ...paging,
  ...created,
  currency: currency.optional(),
  payout: z.string().optional(),
  source: z.string().optional(),
  type: z.string().optional(),
})

export const payoutCreate = parameters({
  amount: integer(1),
  currency,
  description: text().optional(),
  metadata: metadata.optional(),
})

export const payoutList = parameters({
  ...paging,
  ...created,
  status: z.enum(['pending', 'in_transit', 'paid', 'failed', 'canceled']).optional(),
})
