import { t } from '@lingui/core/macro'

/** What Stripe calls what it wants to know, by how it begins. */
const known = (): [RegExp, string][] => [
  [/^external_account/, t`A bank account`],
  [/^tos_acceptance/, t`Your agreement to Stripe’s terms`],
  [/\.verification\.(additional_)?document/, t`A photo of an identity document`],
  [/\.(dob|ssn_last_4|id_number)\b/, t`Your date of birth or identity number`],
  [/\.address\b/, t`An address`],
  [/\.(phone|email)\b/, t`A phone number or e-mail address`],
  [/\.(first_name|last_name)\b/, t`Your name`],
  [/^business_profile/, t`What you sell, and where to find it`],
  [/^company/, t`About your company`],
  [/^(representative|owners|directors|executives|person_)/, t`About the people behind your company`],
]

const asWords = (requirement: string) => requirement.replaceAll('.', ', ').replaceAll('_', ' ')

/** "individual.verification.document" → "A photo of an identity document"; each thing once. */
export const requirementWords = (requirements: readonly string[]): string[] => [
  ...new Set(requirements.map((wanted) => known().find(([begins]) => begins.test(wanted))?.[1] ?? asWords(wanted))),
]

const kinds = (): Record<string, string> => ({
  sale: t`Sale`,
  fee: t`Fee`,
  processing: t`Card processing`,
  refund: t`Refund`,
  'fee-refund': t`Fee given back`,
  'refund-failed': t`Refund that came back`,
  dispute: t`Dispute`,
  'dispute-fee': t`Dispute fee`,
  'dispute-won': t`Dispute won`,
  payout: t`Paid out`,
  'payout-failed': t`Payout that came back`,
  correction: t`Correction`,
  opening: t`From before the store`,
})

export const kindWords = (kind: string): string => kinds()[kind] ?? kind

const reasons = (): Record<string, string> => ({
  fraudulent: t`The card’s owner says it was not them`,
  product_not_received: t`The buyer says they got nothing`,
  duplicate: t`The buyer says they paid twice`,
  subscription_canceled: t`The buyer says they had cancelled`,
  product_unacceptable: t`The buyer says it was not as described`,
  credit_not_processed: t`The buyer waits for a refund`,
  unrecognized: t`The buyer does not recognise the payment`,
})

/** Why a buyer went to their bank, from Stripe's word for it. */
export const disputeWords = (reason: string): string => reasons()[reason] ?? bankSays(reason.replaceAll('_', ' '))

const bankSays = (words: string) => t`The bank says: ${words}`
