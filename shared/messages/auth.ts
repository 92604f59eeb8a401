import * as z from 'zod'
import { idOf } from '#shared/ids'

// Spoken by auth. The aggregate is the account. Addresses and names are personal data: they go to who writes the mails, and an
// account's name to orders, whose sellers have to know who comes; orders keeps no address (decision 27). No message holds
// anything with which somebody could sign in.

/** The languages in which the store speaks to people. */
export const Language = z.enum(['en', 'de', 'fr'])
export type Language = z.infer<typeof Language>

const Account = z.object({ account: idOf('account') })
const Recipient = Account.extend({ email: z.string(), name: z.string(), language: Language })

/** An account as it is now: the whole of it each time, so that one message is enough to catch up. */
export const AccountRegistered = Recipient.extend({ timeZone: z.string() })
export const AccountChanged = AccountRegistered
/** The account is gone, and whatever is known of the person with it. */
export const AccountDeleted = Account

/** What a link in a mail is good for. */
export const LinkKind = z.enum(['verify-email', 'change-email', 'reset-password'])
export type LinkKind = z.infer<typeof LinkKind>

/**
 * Somebody asked for a link to `email`, which may not be the account's own (yet). The message has the link's id alone; who holds
 * LINK_SECRET makes the token of it (shared/links.ts). `code`: its six digits are good for something, too.
 */
export const AccountLinkAsked = Recipient.extend({
  link: idOf('link'),
  kind: LinkKind,
  expiresAt: z.iso.datetime({ offset: true }),
  code: z.boolean().default(false),
})

/** Somebody wanted an account for an address that has one: who owns the address is told, who asked is not. */
export const AccountTaken = z.object({ email: z.string(), language: Language })

/** Somebody signed in from a device that was not seen before on this account. */
export const AccountSignedIn = Recipient.extend({
  kind: z.literal('new-device'),
  device: z.string(),
  at: z.iso.datetime({ offset: true }),
})

/** What the owner of an account should know of, in case it was not them. `alsoTo`: the address it had before. */
export const AccountSecurityChanged = Recipient.extend({
  what: z.enum([
    'password',
    'email',
    'passkey-added',
    'passkey-removed',
    'second-factor-added',
    'second-factor-removed',
    'recovery-codes',
  ]),
  at: z.iso.datetime({ offset: true }),
  alsoTo: z.string().nullish(),
})

export const authMessages = {
  'account.registered': AccountRegistered,
  'account.changed': AccountChanged,
  'account.deleted': AccountDeleted,
  'account.link-asked': AccountLinkAsked,
  'account.taken': AccountTaken,
  'account.signed-in': AccountSignedIn,
  'account.security-changed': AccountSecurityChanged,
} as const
