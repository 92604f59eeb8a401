import type { Account, Role } from './account.ts'

/** By what the owner of a session has shown who they are: knowing one thing, that and having another, or a passkey. */
export const proofs = ['password', 'password-and-code', 'passkey'] as const
export type Proved = (typeof proofs)[number]

/** What an installation asks of who runs it. */
export const operatorsNeeds = ['password', 'second-factor'] as const
export type OperatorsNeed = (typeof operatorsNeeds)[number]

/** A passkey is unlocked by its owner on their device: two factors in one. */
export const isTwoFactors = (proved: Proved) => proved !== 'password'

/** Whether an account has anything beside its password by which it can show who it is. */
export const hasMore = ({ passkeys, secondFactor }: Pick<Account, 'passkeys' | 'secondFactor'>) =>
  passkeys > 0 || secondFactor

/** The roles that a session has: none while more is asked for than was proved. Others never hear of a role that is withheld. */
export const rolesIn = (need: OperatorsNeed, { roles }: Pick<Account, 'roles'>, proved: Proved): Role[] =>
  need === 'password' || isTwoFactors(proved) ? roles : []

/** Whether only a proof by two factors counts, where what the account can be entered with is about to change. */
export const needsTwoFactors = (need: OperatorsNeed, account: Account) =>
  account.secondFactor || (need === 'second-factor' && account.roles.length > 0 && hasMore(account))
