import { newId } from '#shared/ids'
import type { LinkKind } from '#shared/messages/auth'
import type { Saying } from '#shared/messages/contracts'
import type { Account } from '../account.ts'
import { LIFETIME } from '../link.ts'
import { recipientOf } from '../says.ts'
import type { NewLink } from '../store/links.ts'

const MINUTE_MS = 60_000

export const newLink = (kind: LinkKind, account: NewLink['account'], email: string, now: Date): NewLink => ({
  ...{ id: newId('link'), kind, account, email },
  expiresAt: new Date(now.getTime() + LIFETIME[kind] * MINUTE_MS),
})

/** What makes the mail: to the address the link is for, which may not be the account's yet. */
export const linkAsked = (
  { id, kind, email, expiresAt }: NewLink,
  who: Pick<Account, 'id' | 'name' | 'language'>,
  code = false,
): Saying => ({
  type: 'account.link-asked',
  data: { ...recipientOf({ ...who, email }), link: id, kind, expiresAt: expiresAt.toISOString(), code },
})
