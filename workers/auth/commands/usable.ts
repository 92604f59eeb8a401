import { Problem } from '#shared/http/problem'
import type { LinkKind } from '#shared/messages/auth'
import { type Account, emailKey } from '../account.ts'
import type { Deps } from '../deps.ts'
import type { FoundLink } from '../store/links.ts'

type Needs = Pick<Deps, 'links' | 'linkTokens'>

/** The link of a token, if it is ours, of this kind, not used and not too old. Throws `link-over`: which it was is not told. */
export const linkOf = async ({ links, linkTokens }: Needs, token: string, kind: LinkKind): Promise<FoundLink> => {
  const id = linkTokens.read(token)
  const link = id && (await links.find(id))
  if (!link?.good || link.kind !== kind) throw new Problem('link-over')
  return link
}

/** The same, of an account; one that was mailed to an address the account has given up is over. */
export const usable = async (
  deps: Needs,
  token: string,
  kind: LinkKind,
): Promise<{ link: FoundLink; account: Account; now: Date }> => {
  const link = await linkOf(deps, token, kind)
  const { account } = link
  if (!account) throw new Problem('link-over')
  if (kind !== 'change-email' && emailKey(link.email) !== emailKey(account.email)) throw new Problem('link-over')
  return { link, account, now: link.now }
}
