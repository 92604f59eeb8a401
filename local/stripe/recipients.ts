import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { Failure, refused } from './errors.ts'

type Transfers = Stripe.V2.Core.Account.Configuration.Recipient.Capabilities.StripeBalance.StripeTransfers
type Requirement = Stripe.V2.Core.Account.Requirements.Entry

/** How far a seller has come: money can be sent to them; Stripe looks at what they gave; something is asked of them. */
export type Standing = 'active' | 'pending' | 'restricted' | 'unsupported'

/** What a new seller has to say about themselves. */
export const firstQuestions = ['identity.individual.given_name', 'identity.individual.surname', 'bank_account']
/** What Stripe asks for afterwards when it is not convinced. */
export const furtherQuestions = ['identity.individual.documents.primary_verification']

const requirement = (description: string, by: 'user' | 'stripe'): Requirement => ({
  awaiting_action_from: by,
  description,
  errors: [],
  impact: {
    restricts_capabilities: [
      {
        capability: 'stripe_balance.stripe_transfers',
        configuration: 'recipient',
        deadline: { status: 'currently_due' },
      },
    ],
  },
  minimum_deadline: { status: 'currently_due' },
  requested_reasons: [{ code: 'routine_onboarding' }],
})

const detailsOf: Record<Standing, Transfers['status_details']> = {
  active: [],
  pending: [{ code: 'requirements_pending_verification', resolution: 'no_resolution' }],
  restricted: [{ code: 'requirements_past_due', resolution: 'provide_info' }],
  unsupported: [{ code: 'unsupported_business', resolution: 'no_resolution' }],
}

export const getRecipient = (account: Account, id: string) => {
  const recipient = account.state.accounts.get(id)
  if (recipient) return recipient
  throw new Failure(404, { type: 'invalid_request_error', code: 'not_found', message: `Account not found: ${id}` })
}

export const transfersOf = (recipient: Stripe.V2.Core.Account): Transfers | undefined =>
  recipient.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers

/** Puts a seller where onboarding, a later check, or a test wants them, and tells of what changed. */
export const setStanding = (account: Account, id: string, standing: Standing, questions: string[] = []) => {
  const recipient = getRecipient(account, id)
  const transfers = transfersOf(recipient)
  if (!transfers) throw new Error(`Account ${id} has not asked for stripe_transfers`)
  const was = transfers.status
  const asked = JSON.stringify(recipient.requirements?.entries ?? [])
  transfers.status = standing
  transfers.status_details = structuredClone(detailsOf[standing])
  const entries = questions.map((question) => requirement(question, standing === 'pending' ? 'stripe' : 'user'))
  recipient.requirements = {
    entries,
    ...(entries.length > 0 && { summary: { minimum_deadline: { status: 'currently_due' } } }),
  }
  if (JSON.stringify(entries) !== asked) account.notify('v2.core.account[requirements].updated', id)
  if (was !== standing)
    account.notify('v2.core.account[configuration.recipient].capability_status_updated', id, {
      updated_capability: 'stripe_balance.stripe_transfers',
    })
  return recipient
}

/**
 * Throws unless money can be sent to this account. Stripe checks it when a session is created and again when money is about
 * to move; the code and the words are those of its API, which speaks of capabilities by their names in API v1.
 */
export const mustTakeTransfers = (account: Account, id: string, param: string) => {
  const recipient = account.state.accounts.get(id)
  if (!recipient || recipient.closed) throw refused(`No such destination: '${id}'`, { code: 'resource_missing', param })
  if (transfersOf(recipient)?.status !== 'active')
    throw refused(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer', param },
    )
}
