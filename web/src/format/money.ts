import { t } from '@lingui/core/macro'
import type { Currency, Money } from '../api/types.ts'
import { locale } from '../words/language.ts'

/** How many digits a currency has after its point: 2 for EUR. */
const digitsOf = (currency: Currency): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** Minor units as a decimal, built from digits so that nothing is ever rounded: 2500 → "25.00". */
export const decimal = ({ amount, currency }: Money): `${number}` => {
  const digits = digitsOf(currency)
  const padded = String(Math.abs(amount)).padStart(digits + 1, '0')
  const major = padded.slice(0, padded.length - digits)
  const minor = padded.slice(padded.length - digits)
  return `${amount < 0 ? '-' : ''}${major}${digits > 0 ? `.${minor}` : ''}` as `${number}`
}

export const formatMoney = (money: Money): string =>
  new Intl.NumberFormat(locale(), { style: 'currency', currency: money.currency }).format(decimal(money))

/** "€1.5K": at the axis of a chart, where the exact sum stands elsewhere. */
export const shortMoney = ({ amount, currency }: Money): string =>
  new Intl.NumberFormat(locale(), {
    ...{ style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 },
  }).format(decimal({ amount, currency }))

export const formatPrice = (money: Money): string => (money.amount === 0 ? t`Free` : formatMoney(money))

/** The cheapest way in: "from €25.00", or "Free". */
export const fromPrice = (money: Money): string => {
  const price = formatPrice(money)
  return money.amount === 0 ? price : t`from ${price}`
}

/** What somebody typed, as minor units: "25", "25.5" and "25,50" are prices, "1,000" is not. Null when it is none. */
export const parsePrice = (text: string, currency: Currency): number | null => {
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim())
  const major = match?.[1]
  if (major === undefined) return null
  const minor = match?.[2] ?? ''
  const digits = digitsOf(currency)
  if (minor.length > digits) return null
  return Number(`${major}${minor.padEnd(digits, '0')}`)
}

export const sumOf = (lines: { price: Money; quantity: number }[], currency: Currency): Money => ({
  amount: lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0),
  currency,
})
