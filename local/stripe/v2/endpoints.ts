import * as z from 'zod'
import { endpoint } from '../endpoint.ts'
import { Failure } from '../errors.ts'
import { getRecipient } from '../recipients.ts'
import { createAccountLink } from './account-links.ts'
import {
  accountClose,
  accountCreate,
  accountLinkCreate,
  accountList,
  accountRetrieve,
  accountUpdate,
} from './account-parameters.ts'
import { closeRecipient, createRecipient, listRecipients, updateRecipient, viewOf } from './accounts.ts'

const v2 = { version: 'v2' } as const
const accounts = '/core/accounts'

export const endpointsV2 = [
  endpoint('v2.accounts.create', 'POST', accounts, accountCreate, createRecipient, v2),
  endpoint('v2.accounts.list', 'GET', accounts, accountList, listRecipients, v2),
  endpoint(
    'v2.accounts.retrieve',
    'GET',
    `${accounts}/:id`,
    accountRetrieve,
    (account, { include }, id) => viewOf(getRecipient(account, id), include),
    v2,
  ),
  endpoint(
    'v2.accounts.update',
    'POST',
    `${accounts}/:id`,
    accountUpdate,
    (account, params, id) => updateRecipient(account, id, params),
    v2,
  ),
  endpoint(
    'v2.accounts.close',
    'POST',
    `${accounts}/:id/close`,
    accountClose,
    (account, _, id) => closeRecipient(account, id),
    v2,
  ),
  endpoint('v2.account_links.create', 'POST', '/core/account_links', accountLinkCreate, createAccountLink, v2),
  endpoint(
    'v2.events.retrieve',
    'GET',
    '/core/events/:id',
    z.strictObject({}),
    ({ state }, _, id) => {
      const event = state.notifications.get(id)
      if (event) return event
      throw new Failure(404, { type: 'invalid_request_error', code: 'not_found', message: `Event not found: ${id}` })
    },
    v2,
  ),
]
