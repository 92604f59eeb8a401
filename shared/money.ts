import * as z from 'zod'

/** The currencies this installation sells in. All of them count 100 minor units to one major unit. */
export const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK'] as const

export const Currency = z.enum(currencies)
export type Currency = z.infer<typeof Currency>

/** The highest price of one admission, in minor units; keeps every order's total far inside a 32-bit integer. */
export const HIGHEST_PRICE = 10_000_000

/**
 * The least that can be paid by card, in minor units: what Stripe asks of a charge (https://docs.stripe.com/currencies). What
 * costs something costs at least this.
 */
export const LEAST_CHARGE: Readonly<Record<Currency, number>> = { EUR: 50, USD: 50, GBP: 30, CHF: 50, SEK: 300 }

/** An amount of money: a whole number of minor units (cents) and its currency. Never a float. */
export const Money = z.strictObject({
  amount: z.int().min(0).max(2_000_000_000),
  currency: Currency,
})
export type Money = z.infer<typeof Money>

export const money = (amount: number, currency: Currency): Money => ({ amount, currency })
