import type { Refusal } from './charges.ts'
import type { Card } from './state.ts'

type TestCard = {
  /** What the hint on the page says; cards without one work all the same. */
  hint?: string
  brand?: string
  challenge?: true
  refusal?: Refusal
  /** Why its holder asks the money back once it was captured. */
  dispute?: string
}

const declined = (declineCode: string, message: string): Refusal => ({ code: 'card_declined', declineCode, message })
const genericDecline = declined('generic_decline', 'Your card was declined.')

const blocked: Refusal = { ...declined('fraudulent', 'Your card was declined.'), by: 'radar' }

const testCards: Partial<Record<string, TestCard>> = {
  '4242424242424242': { hint: 'accepted' },
  '4000000000003220': { hint: '3-D Secure required', challenge: true },
  '4000002760003184': { hint: '3-D Secure always', challenge: true },
  '4000000000000002': { hint: 'declined', refusal: genericDecline },
  '4000000000009995': {
    hint: 'insufficient funds',
    refusal: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  '4000000000000259': { hint: 'disputed as fraudulent', dispute: 'fraudulent' },
  '4000000000002685': { dispute: 'product_not_received' },
  '4000000000004954': { hint: 'blocked as too risky', refusal: blocked },
  '4100000000000019': { refusal: blocked },
  '4000008400001629': { hint: '3-D Secure, then declined', challenge: true, refusal: genericDecline },
  '4000000000000069': {
    refusal: { code: 'expired_card', declineCode: null, message: 'Your card has expired.' },
  },
  '4000000000000127': {
    refusal: { code: 'incorrect_cvc', declineCode: null, message: "Your card's security code is incorrect." },
  },
  '4000000000000119': {
    refusal: { code: 'processing_error', declineCode: null, message: 'An error occurred while processing your card.' },
  },
  '5555555555554444': { brand: 'mastercard' },
  '378282246310005': { brand: 'amex' },
}

/** The bank behind a number that is not a test card: it refuses, as test mode refuses every real card. */
const unknownCard: TestCard = {
  refusal: declined('test_mode_live_card', 'Your card was declined: this is a test page, and that is not a test card.'),
}

export const hintedCards = Object.entries(testCards).flatMap(([number, card]) =>
  card?.hint ? [{ number, hint: card.hint }] : [],
)

const cardBehind = (number: string) => testCards[number] ?? unknownCard
export const asksForAuthentication = ({ number }: Card) => cardBehind(number).challenge === true
export const disputeOf = ({ number }: Card): string | null => cardBehind(number).dispute ?? null
export const refusalOf = ({ number }: Card): Refusal | null => cardBehind(number).refusal ?? null

/** `4242424242424242` as printed on a card. */
export const grouped = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ')

const passesLuhn = (number: string) =>
  [...number].reverse().reduce((sum, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0) %
    10 ===
  0

export type CardFields = { number: string; expiry: string; cvc: string }
export type CardProblem = { field: keyof CardFields; code: string; message: string }

/** What a card form finds wrong before any bank is asked, or the card. `now` in seconds. */
export const readCard = (fields: CardFields, now: number): { card: Card } | { problems: CardProblem[] } => {
  const problems: CardProblem[] = []
  const problem = (field: keyof CardFields, code: string, message: string) => problems.push({ field, code, message })

  const number = fields.number.replace(/[\s-]/g, '')
  if (number === '') problem('number', 'incomplete_number', 'Enter the card number.')
  else if (!/^\d{12,19}$/.test(number) || !passesLuhn(number))
    problem('number', 'incorrect_number', 'Your card number is incorrect.')

  const brand = testCards[number]?.brand ?? (/^3[47]/.test(number) ? 'amex' : /^5/.test(number) ? 'mastercard' : 'visa')
  const [, month = '', year = ''] = /^\s*(\d{1,2})\s*[/ -]?\s*((?:20)?\d{2})\s*$/.exec(fields.expiry) ?? []
  const expMonth = Number(month)
  const expYear = 2000 + (Number(year) % 100)
  const today = new Date(now * 1000)
  if (month === '') problem('expiry', 'incomplete_expiry', 'Enter the expiry date as month and year, like 12/34.')
  else if (expMonth < 1 || expMonth > 12)
    problem('expiry', 'invalid_expiry_month', "Your card's expiry month is invalid: use 01 to 12.")
  else if (expYear * 12 + expMonth - 1 < today.getUTCFullYear() * 12 + today.getUTCMonth())
    problem('expiry', 'invalid_expiry_year', "Your card's expiry date is in the past.")
  else if (expYear > today.getUTCFullYear() + 50)
    problem('expiry', 'invalid_expiry_year', "Your card's expiry year is invalid.")

  const cvcLength = brand === 'amex' ? 4 : 3
  if (!new RegExp(`^\\d{${cvcLength}}$`).test(fields.cvc.trim()))
    problem('cvc', 'invalid_cvc', `Your card's security code is invalid: it has ${cvcLength} digits.`)

  return problems.length > 0 ? { problems } : { card: { number, brand, expMonth, expYear } }
}
