import type Stripe from 'stripe'
import { currencies } from '#shared/money'
import type { Transaction } from '../ledger.ts'
import type { Difference, Due, Holding } from '../store/reconciliations.ts'
import { of, seconds } from './read-statement.ts'
import type { Books } from './settle-lines.ts'

const sumOf = (balance: Stripe.Balance, currency: string) =>
  [...balance.available, ...balance.pending]
    .filter((part) => part.currency === currency.toLowerCase())
    .reduce((sum, { amount }) => sum + amount, 0)

/** Whether Stripe has something since `until`, up to which all was compared, of which we may not have heard. */
const hasMoved = async ({ stripe }: Books, until: Date, account: string | null) => {
  const { data } = await stripe.balanceTransactions.list({ created: { gt: seconds(until) }, limit: 1 }, of(account))
  return data.length > 0
}

type Apart = { currency: (typeof currencies)[number]; ours: number; stripes: number }

/** Both sides by currency, where either has something; undefined where it is too early to say. */
const sides = async (deps: Books, { quiet, until }: Quiet, due?: Due): Promise<Apart[] | undefined> => {
  const { reconciliations, doubts, stripe } = deps
  if (await doubts.any(due?.seller ?? null)) return undefined
  const held: Holding[] | null = await reconciliations.holdings(due?.seller ?? null, quiet)
  if (!held) return undefined
  const balance = await stripe.balance.retrieve({}, of(due?.account ?? null))
  if (await hasMoved(deps, until, due?.account ?? null)) return undefined
  return currencies.flatMap((currency) => {
    const ours = held.find((one) => one.currency === currency)?.amount ?? 0
    const stripes = sumOf(balance, currency)
    return ours === 0 && stripes === 0 ? [] : [{ currency, ours, stripes }]
  })
}

/** Since when nothing may have moved (ms), and up to when all was compared. */
type Quiet = { quiet: number; until: Date }

/**
 * What was in the installation's balance before the ledger began: everything since then is written down, so it is what is left.
 */
const open = async ({ reconciliations, stripeBooks }: Books, apart: readonly Apart[], now: Date) => {
  const openings = apart.filter(({ ours, stripes }) => ours !== stripes)
  const posts = openings.map(({ currency, ours, stripes }): Transaction => {
    const [from, to] = stripes > ours ? (['buyers', 'platform'] as const) : (['platform', 'buyers'] as const)
    return {
      ...{ key: `opening:platform:${currency}`, kind: 'opening', from, to, amount: Math.abs(stripes - ours), currency },
      ...{ seller: null, order: null, payment: null, at: now },
    }
  })
  await reconciliations.post(posts)
  await stripeBooks.opened()
  return openings.map((one): Difference => ({ key: `opening:platform:${one.currency}`, what: 'opening', ...one }))
}

/**
 * Whether a balance at Stripe is what we think, where nothing moves just now and nothing is doubtful. The same difference is
 * told once; the first there is in the installation's own balance is from before the ledger, and becomes part of it.
 */
export const compareBalance = async (deps: Books, quiet: Quiet, now: Date, due?: Due): Promise<Difference[]> => {
  const { stripeBooks } = deps
  const both = await sides(deps, quiet, due)
  if (!both) return []
  if (!due && !(await stripeBooks.isOpened())) return open(deps, both, now)
  const holder = due?.account ?? 'platform'
  const told = new Map((await stripeBooks.told(holder)).map((one) => [one.currency, one]))
  const differences: Difference[] = []
  for (const { currency, ours, stripes } of both) {
    const known = told.get(currency)
    const apart = known?.converted ? 0 : stripes - ours
    if (apart === (known?.apart ?? 0) || !(await stripeBooks.tell(holder, currency, apart)) || apart === 0) continue
    differences.push({ key: holder, what: 'balance', currency, ours, stripes })
  }
  return differences
}
