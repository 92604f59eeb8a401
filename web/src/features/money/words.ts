/** What Stripe calls what it wants to know, by how it begins. */
const known: [RegExp, string][] = [
  [/^external_account/, 'A bank account'],
  [/^tos_acceptance/, 'Your agreement to Stripe’s terms'],
  [/\.verification\.(additional_)?document/, 'A photo of an identity document'],
  [/\.(dob|ssn_last_4|id_number)\b/, 'Your date of birth or identity number'],
  [/\.address\b/, 'An address'],
  [/\.(phone|email)\b/, 'A phone number or e-mail address'],
  [/\.(first_name|last_name)\b/, 'Your name'],
  [/^business_profile/, 'What you sell, and where to find it'],
  [/^company/, 'About your company'],
  [/^(representative|owners|directors|executives|person_)/, 'About the people behind your company'],
]

const asWords = (requirement: string) => requirement.replaceAll('.', ', ').replaceAll('_', ' ')

/** "individual.verification.document" → "A photo of an identity document"; each thing once. */
export const requirementWords = (requirements: readonly string[]): string[] => [
  ...new Set(requirements.map((wanted) => known.find(([begins]) => begins.test(wanted))?.[1] ?? asWords(wanted))),
]

const kinds: Record<string, string> = {
  sale: 'Sale',
  fee: 'Fee',
  processing: 'Card processing',
  refund: 'Refund',
  'fee-refund': 'Fee given back',
  'refund-failed': 'Refund that came back',
  dispute: 'Dispute',
  'dispute-fee': 'Dispute fee',
  'dispute-won': 'Dispute won',
  payout: 'Paid out',
  'payout-failed': 'Payout that came back',
  correction: 'Correction',
}

export const kindWords = (kind: string): string => kinds[kind] ?? kind

const reasons: Record<string, string> = {
  fraudulent: 'The card’s owner says it was not them',
  product_not_received: 'The buyer says they got nothing',
  duplicate: 'The buyer says they paid twice',
  subscription_canceled: 'The buyer says they had cancelled',
  product_unacceptable: 'The buyer says it was not as described',
  credit_not_processed: 'The buyer waits for a refund',
  unrecognized: 'The buyer does not recognise the payment',
}

/** Why a buyer went to their bank, from Stripe's word for it. */
export const disputeWords = (reason: string): string =>
  reasons[reason] ?? `The bank says: ${reason.replaceAll('_', ' ')}`
