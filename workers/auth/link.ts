import type { LinkKind } from '#shared/messages/auth'

export const linkKinds = ['verify-email', 'change-email', 'reset-password'] as const satisfies readonly LinkKind[]

/**
 * For how long a link is good, in minutes. One that lets somebody in as it is: ten (ASVS 6.5.5). One that only says that a mail
 * arrived, and has its password or its browser beside it: as long as a slow mail may take.
 */
export const LIFETIME: Record<LinkKind, number> = { 'verify-email': 60, 'change-email': 60, 'reset-password': 10 }

/** A code is short: it is good for ten minutes and for so many guesses. */
export const CODE_MINUTES = 10
export const GUESSES = 5
