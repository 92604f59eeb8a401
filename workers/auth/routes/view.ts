import type { Account } from '../account.ts'

/** What somebody is shown of their own account. */
export const view = ({ id, email, emailVerified, name, language, timeZone, roles, passkeys }: Account) => ({
  account: { id, email, emailVerified, name, language, timeZone, roles, passkeys },
})
