import type { Account } from '../account.ts'

/** What somebody is shown of their own account. */
export const view = ({ id, email, name, roles }: Account) => ({ account: { id, email, name, roles } })
