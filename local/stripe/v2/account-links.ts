import type Stripe from 'stripe'
import type * as z from 'zod'
import type { Account } from '../account.ts'
import { refused } from '../errors.ts'
import { newId } from '../ids.ts'
import { getRecipient } from '../recipients.ts'
import type { accountLinkCreate } from './account-parameters.ts'

/** A link that nobody follows is void after this time; the real ones live for minutes as well. */
const LIFE_SECONDS = 10 * 60

/** A link to the hosted onboarding. It opens once: whoever follows it again is sent to `refresh_url`, to ask for another. */
export const createAccountLink = (
  account: Account,
  params: z.output<typeof accountLinkCreate>,
): Stripe.V2.Core.AccountLink => {
  const recipient = getRecipient(account, params.account)
  if (recipient.closed) throw refused(`Account ${recipient.id} is closed.`, { param: 'account' })
  const { use_case } = params
  const visit = use_case.type === 'account_onboarding' ? use_case.account_onboarding : use_case.account_update
  const token = newId('link')
  const expiresAt = account.now() + LIFE_SECONDS
  account.state.onboardings.set(token, {
    account: recipient.id,
    refreshUrl: visit.refresh_url,
    returnUrl: visit.return_url ?? visit.refresh_url,
    expiresAt,
    used: false,
  })
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
  return {
    object: 'v2.core.account_link',
    account: recipient.id,
    created: iso(account.now()),
    expires_at: iso(expiresAt),
    livemode: false,
    url: `${account.publicUrl()}/onboarding/${token}`,
    use_case: use_case as Stripe.V2.Core.AccountLink.UseCase,
  }
}
