import type { Account, Role } from '../account.ts'

/** What somebody is shown of their own account: the roles that this session has, and those it has proved too little for. */
export const view = (
  { id, email, emailVerified, name, language, timeZone, passkeys, secondFactor, ...account }: Account,
  roles: Role[],
) => ({
  account: {
    ...{ id, email, emailVerified, name, language, timeZone, passkeys, secondFactor, roles },
    withheld: account.roles.filter((role) => !roles.includes(role)),
  },
})
