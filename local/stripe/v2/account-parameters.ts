import * as z from 'zod'
import { list, metadata } from '../params.ts'

const includes = z.enum([
  'configuration.customer',
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
])
export type Include = z.output<typeof includes>

const include = list(includes, 10).optional()
const email = z
  .string()
  .max(500)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'not an email address')
const country = z.string().regex(/^[A-Za-z]{2}$/, 'not a country code of two letters')

const recipient = z.strictObject({
  capabilities: z
    .strictObject({
      stripe_balance: z
        .strictObject({ stripe_transfers: z.strictObject({ requested: z.boolean() }).optional() })
        .optional(),
    })
    .optional(),
})

const party = z.enum(['application', 'stripe'])

const shape = {
  contact_email: email.optional(),
  contact_phone: z.string().max(50).optional(),
  dashboard: z.enum(['express', 'full', 'none']).optional(),
  display_name: z.string().min(1).max(500).optional(),
  configuration: z.strictObject({ recipient: recipient.optional() }).optional(),
  defaults: z
    .strictObject({
      currency: z.string().length(3).optional(),
      locales: z.array(z.string()).max(10).optional(),
      responsibilities: z.strictObject({ fees_collector: party, losses_collector: party }).optional(),
    })
    .optional(),
  identity: z
    .strictObject({
      country: country.optional(),
      entity_type: z.enum(['company', 'government_entity', 'individual', 'non_profit']).optional(),
    })
    .optional(),
  metadata: metadata.optional(),
  include,
}

export const accountCreate = z.strictObject(shape)
export const accountUpdate = z.strictObject(shape)
export const accountRetrieve = z.strictObject({ include })
export const accountList = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).optional(),
  page: z.string().optional(),
  applied_configurations: list(z.enum(['customer', 'merchant', 'recipient'])).optional(),
  closed: z.enum(['true', 'false']).optional(),
})
export const accountClose = z.strictObject({ applied_configurations: list(z.enum(['recipient'])).optional() })

const visit = z.strictObject({
  refresh_url: z.url({ protocol: /^https?$/ }),
  return_url: z.url({ protocol: /^https?$/ }).optional(),
  configurations: z.array(z.enum(['recipient'])).optional(),
  collection_options: z
    .strictObject({
      fields: z.enum(['currently_due', 'eventually_due']).optional(),
      future_requirements: z.enum(['include', 'omit']).optional(),
    })
    .optional(),
})

export const accountLinkCreate = z.strictObject({
  account: z.string(),
  use_case: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('account_onboarding'), account_onboarding: visit }),
    z.strictObject({ type: z.literal('account_update'), account_update: visit }),
  ]),
})
