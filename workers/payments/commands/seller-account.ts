import Stripe from 'stripe'
import type { Deps } from '../deps.ts'
import { readable, type Seller, type Standing } from '../seller.ts'

type Asks = Pick<Deps, 'stripe'>
type Account = Stripe.V2.Core.Account

const GONE: Standing = { payable: false, requirements: ['another account: this one is closed'] }

const askedOf = ({ requirements }: Account): string[] =>
  (requirements?.entries ?? []).map(({ description, awaiting_action_from: from }) =>
    from === 'stripe' ? `${readable(description)} (Stripe is looking at it)` : readable(description),
  )

const standingOf = (account: Account): Standing => {
  if (account.closed) return GONE
  const transfers = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
  const payable = transfers?.status === 'active'
  const asked = askedOf(account)
  // What nobody can do anything about is asked of nobody, and said in another place.
  const said = payable ? [] : (transfers?.status_details ?? []).map(({ code }) => readable(code))
  return { payable, requirements: asked.length > 0 ? asked : said }
}

/** How Stripe has this account now. */
export const retrieveStanding = async ({ stripe }: Asks, account: string): Promise<Standing> => {
  try {
    return standingOf(
      await stripe.v2.core.accounts.retrieve(account, { include: ['configuration.recipient', 'requirements'] }),
    )
  } catch (error) {
    // An account that is there no more, or has parted from this installation.
    const status = error instanceof Stripe.errors.StripeError ? error.statusCode : undefined
    if (status === 404 || status === 403) return GONE
    throw error
  }
}

/**
 * Has Stripe make a seller's account. The words are fixed before, and the key with them: however often it is asked for, it is
 * one. The installation takes the fees and answers for losses, as destination charges need.
 */
export const createAccount = async ({ stripe }: Asks, { seller, name, country, begunAt }: Seller): Promise<string> => {
  const { id } = await stripe.v2.core.accounts.create(
    {
      display_name: name,
      dashboard: 'express',
      identity: { country: country.toLowerCase() },
      configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
      defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
      metadata: { seller },
    },
    { idempotencyKey: `seller:${seller}:${Date.parse(begunAt)}` },
  )
  return id
}

/** A page of Stripe's on which the seller says what Stripe wants to know. It opens once. */
export const createOnboardingPage = async (
  { stripe, publicUrl }: Pick<Deps, 'stripe' | 'publicUrl'>,
  account: string,
): Promise<string> => {
  const { url } = await stripe.v2.core.accountLinks.create({
    account,
    use_case: {
      type: 'account_onboarding',
      account_onboarding: {
        return_url: `${publicUrl}/sell/money?back=1`,
        refresh_url: `${publicUrl}/sell/money?again=1`,
      },
    },
  })
  return url
}
