import { t } from '@lingui/core/macro'
import { Refusal, type RefusalSlug } from '../../api/refusal.ts'

export type Explanation = { title: string; detail?: string | undefined; requestId?: string | undefined }

const words: Partial<Record<RefusalSlug, (refusal: Refusal) => Explanation>> = {
  'signed-out': () => ({ title: t`You have been signed out`, detail: t`Sign in again to go on.` }),
  'wrong-credentials': () => ({
    title: t`The email or the password is not right`,
    detail: t`Check both and try again.`,
  }),
  'email-taken': () => ({ title: t`There is already an account with this email`, detail: t`Sign in instead.` }),
  'too-many-requests': ({ retryAfter }) => ({
    title: t`That was too many tries`,
    detail: retryAfter ? t`Try again in ${retryAfter} seconds.` : t`Wait a minute and try again.`,
  }),
  'still-running': () => ({ title: t`We are still working on it`, detail: t`Try again in a moment.` }),
  'hold-over': () => ({ title: t`Your hold has ended`, detail: t`The tickets are on sale again.` }),
  internal: ({ requestId }) => ({ title: t`Something broke on our side`, detail: t`Please try again.`, requestId }),
}

/** The one translation from a refusal to words for a person. */
export const explain = (error: unknown): Explanation => {
  if (!(error instanceof Refusal)) return { title: t`Something went wrong`, detail: t`Reload the page and try again.` }
  const own = words[error.slug as RefusalSlug]
  return own ? own(error) : { title: error.title, detail: error.detail }
}
