import * as z from 'zod'
import {
  boolean,
  created,
  currency,
  email,
  integer,
  list,
  metadata,
  paging,
  parameters,
  text,
  webAddress,
} from './params.ts'

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency,
    unit_amount: integer(),
    product_data: z.strictObject({
      name: text(),
      description: text().optional(),
      images: list(z.string(), 8).optional(),
      metadata: metadata.optional(),
    }),
  }),
  quantity: integer(1, 999_999),
})

/** What can be captured later, of which only cards are switched on here. */
const canWait = [
  ...(['card', 'link', 'klarna', 'affirm', 'afterpay_clearpay', 'alma', 'amazon_pay', 'billie', 'cashapp'] as const),
  ...(['mobilepay', 'revolut_pay', 'satispay'] as const),
] as const

export const sessionCreate = parameters({
  mode: z.enum(['payment']),
  line_items: list(lineItem),
  success_url: webAddress,
  cancel_url: webAddress.optional(),
  client_reference_id: text(200)
    .refine((id) => /^[\w-]+$/.test(id), 'only letters, digits, dashes and underscores')
    .optional(),
  customer_email: email.optional(),
  expires_at: integer(0, 1e11).optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .strictObject({
      application_fee_amount: integer().optional(),
      capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
      description: text(1000).optional(),
      metadata: metadata.optional(),
      on_behalf_of: text(255).optional(),
      receipt_email: email.optional(),
      statement_descriptor: text(22).optional(),
      statement_descriptor_suffix: text(22).optional(),
      transfer_data: z.strictObject({ destination: text(255), amount: integer(1).optional() }).optional(),
      transfer_group: text(255).optional(),
    })
    .optional(),
  // Filters on what is offered: a type that never was may be named all the same.
  allowed_payment_method_types: list(z.string()).optional(),
  excluded_payment_method_types: list(z.string()).optional(),
  payment_method_options: z
    .partialRecord(z.enum(canWait), z.strictObject({ capture_method: z.enum(['manual']).optional() }))
    .optional(),
  ui_mode: z.enum(['hosted_page']).optional(),
  branding_settings: z.strictObject({ display_name: text().optional() }).optional(),
  custom_text: z.strictObject({ submit: z.strictObject({ message: text(1200) }).optional() }).optional(),
  // Understood and without effect on a page that is always English.
  locale: text(10).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  allow_promotion_codes: boolean.optional(),
})

export const sessionList = parameters({
  ...paging,
  ...created,
  payment_intent: z.string().optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
})
