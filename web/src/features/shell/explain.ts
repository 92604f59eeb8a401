import { Refusal, type RefusalSlug } from '../../api/refusal.ts'

export type Explanation = { title: string; detail?: string | undefined; requestId?: string | undefined }

const words: Partial<Record<RefusalSlug, (refusal: Refusal) => Explanation>> = {
  'signed-out': () => ({ title: 'You have been signed out', detail: 'Sign in again to go on.' }),
  'wrong-credentials': () => ({ title: 'The email or the password is not right', detail: 'Check both and try again.' }),
  'email-taken': () => ({ title: 'There is already an account with this email', detail: 'Sign in instead.' }),
  'too-many-requests': ({ retryAfter }) => ({
    title: 'That was too many tries',
    detail: retryAfter ? `Try again in ${retryAfter} seconds.` : 'Wait a minute and try again.',
  }),
  'still-running': () => ({ title: 'We are still working on it', detail: 'Try again in a moment.' }),
  'hold-over': () => ({ title: 'Your hold has ended', detail: 'The tickets are on sale again.' }),
  internal: ({ requestId }) => ({ title: 'Something broke on our side', detail: 'Please try again.', requestId }),
}

/** The one translation from a refusal to words for a person. */
export const explain = (error: unknown): Explanation => {
  if (!(error instanceof Refusal)) return { title: 'Something went wrong', detail: 'Reload the page and try again.' }
  const own = words[error.slug as RefusalSlug]
  return own ? own(error) : { title: error.title, detail: error.detail }
}
