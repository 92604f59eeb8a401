import type Stripe from 'stripe'
import type * as z from 'zod'
import type { Account } from '../account.ts'
import { refused } from '../errors.ts'
import { newId } from '../ids.ts'
import { firstQuestions, getRecipient, setStanding, transfersOf } from '../recipients.ts'
import type { accountCreate, accountList, accountUpdate, Include } from './account-parameters.ts'

type Recipient = Stripe.V2.Core.Account

/** What is null in every answer unless it is asked for. */
const hidden: Include[] = ['defaults', 'future_requirements', 'identity', 'requirements']

/** An account as it is answered: without what `include` does not name. */
export const viewOf = (recipient: Recipient, include: readonly Include[] = []): Recipient => {
  const asked = new Set<Include>(include)
  const configuration = asked.has('configuration.recipient')
    ? { customer: null, merchant: null, recipient: recipient.configuration?.recipient ?? null }
    : [...asked].some((name) => name.startsWith('configuration.'))
      ? { customer: null, merchant: null, recipient: null }
      : null
  const nulls = Object.fromEntries(hidden.filter((name) => !asked.has(name)).map((name) => [name, null]))
  return structuredClone({ ...recipient, configuration, ...nulls }) as unknown as Recipient
}

const requestTransfers = (recipient: Recipient) => {
  recipient.configuration = {
    recipient: {
      applied: true,
      capabilities: {
        stripe_balance: { stripe_transfers: { status: 'unsupported', status_details: [] } },
      },
    },
  }
  recipient.applied_configurations = ['recipient']
}

type Change = z.output<typeof accountCreate> | z.output<typeof accountUpdate>

const asksForTransfers = (change: Change) =>
  change.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.requested === true

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>

const apply = (recipient: Recipient, change: Change) => {
  const { contact_email, contact_phone, dashboard, display_name, defaults, identity, metadata } = change
  Object.assign(recipient, given({ contact_email, contact_phone, dashboard, display_name }))
  const { responsibilities, ...others } = defaults ?? {}
  const parties = responsibilities
    ? { ...responsibilities, requirements_collector: 'stripe' as const }
    : recipient.defaults?.responsibilities
  if (parties) recipient.defaults = { ...recipient.defaults, ...given(others), responsibilities: parties }
  if (identity) recipient.identity = { ...recipient.identity, ...given(identity) }
  if (metadata) recipient.metadata = { ...recipient.metadata, ...metadata }
}

/**
 * A new connected account. One that shall be sent money needs a country and says who answers for losses, as on the real
 * API; until its owner has been through onboarding it is `restricted` and asks for what is missing.
 */
export const createRecipient = (account: Account, params: z.output<typeof accountCreate>): Recipient => {
  if (asksForTransfers(params)) {
    if (!params.identity?.country) throw refused('identity.country is required.', { param: 'identity.country' })
    if (!params.defaults?.responsibilities)
      throw refused('defaults.responsibilities is required.', { param: 'defaults.responsibilities' })
    if (params.dashboard === 'express' && params.defaults.responsibilities.losses_collector !== 'application')
      throw refused('An account with dashboard express needs losses_collector application.', {
        param: 'defaults.responsibilities.losses_collector',
      })
  }
  const id = newId('acct')
  const recipient: Recipient = {
    id,
    object: 'v2.core.account',
    applied_configurations: [],
    closed: false,
    created: new Date(account.now() * 1000).toISOString(),
    livemode: false,
    metadata: {},
  }
  apply(recipient, params)
  account.state.accounts.set(id, recipient)
  account.notify('v2.core.account.created', id)
  if (asksForTransfers(params)) {
    requestTransfers(recipient)
    setStanding(account, id, 'restricted', firstQuestions)
  }
  return viewOf(recipient, params.include)
}

export const updateRecipient = (account: Account, id: string, params: z.output<typeof accountUpdate>): Recipient => {
  const recipient = getRecipient(account, id)
  if (recipient.closed) throw refused(`Account ${id} is closed.`)
  apply(recipient, params)
  account.notify('v2.core.account.updated', id)
  if (asksForTransfers(params) && !transfersOf(recipient)) {
    requestTransfers(recipient)
    setStanding(account, id, 'restricted', firstQuestions)
  }
  return viewOf(recipient, params.include)
}

export const closeRecipient = (account: Account, id: string): Recipient => {
  const recipient = getRecipient(account, id)
  const left = [...account.state.purses].some(([purse, amount]) => purse.startsWith(`${id} `) && amount !== 0)
  if (left)
    throw refused(`Account ${id} cannot be closed while it has a balance.`, { code: 'account_balance_not_zero' })
  recipient.closed = true
  account.notify('v2.core.account.closed', id)
  return viewOf(recipient)
}

/** Pages of API v2 go by a token of their own: here it is the number of accounts before them. */
export const listRecipients = (account: Account, { limit = 20, page = '0', closed }: z.output<typeof accountList>) => {
  const all = [...account.state.accounts.values()]
    .filter((recipient) => recipient.closed === (closed === 'true'))
    .reverse()
  const from = Number.parseInt(page, 10) || 0
  const next = from + limit
  const url = (at: number) => `/v2/core/accounts?limit=${limit}&page=${at}${closed ? `&closed=${closed}` : ''}`
  return {
    data: all.slice(from, next).map((recipient) => viewOf(recipient)),
    next_page_url: next < all.length ? url(next) : null,
    previous_page_url: from > 0 ? url(Math.max(0, from - limit)) : null,
  }
}
