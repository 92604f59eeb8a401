import { plural, t } from '@lingui/core/macro'
import { personLimit, Refusal, type RefusalSlug } from '../../api/refusal.ts'

export type Explanation = { title: string; detail?: string | undefined; requestId?: string | undefined }

const reload = () => t`Reload the page and try again.`

const beyondPerson = (known: ReturnType<typeof personLimit>): Explanation => {
  if (!known) return { title: t`This is more than one person may have` }
  const { limit, has } = known
  const title = plural(limit, { one: 'At most one ticket per person', other: 'At most # tickets per person' })
  if (has === 0) return { title, detail: t`Choose fewer.` }
  const own = plural(has, {
    one: 'You have one ticket for this event, on hold or bought.',
    other: 'You have # tickets for this event, on hold or bought.',
  })
  const left = limit - has
  if (left <= 0) return { title, detail: t`${own} That is all one person may have.` }
  const more = plural(left, { one: 'You may take one more.', other: 'You may take # more.' })
  return { title, detail: `${own} ${more}` }
}

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
  'sold-out': () => ({
    title: t`Somebody was faster`,
    detail: t`There are not enough tickets left for your choice. Others may let theirs go: tickets on hold come back by themselves.`,
  }),
  'limit-exceeded': () => ({
    title: t`This is more than one person may have`,
    detail: t`Your other holds and tickets for this event count too. Choose fewer.`,
  }),
  'cooling-down': ({ retryAfter }) => {
    const minutes = Math.max(1, Math.ceil((retryAfter ?? 3600) / 60))
    return {
      title: t`You have let many holds for this event go`,
      detail: plural(minutes, {
        one: 'So that others get a chance, wait a minute before you hold again.',
        other: 'So that others get a chance, wait # minutes before you hold again.',
      }),
    }
  },
  'limit-per-person': (refusal) => beyondPerson(personLimit(refusal)),
  'not-on-sale': () => ({
    title: t`These tickets are not on sale now`,
    detail: t`Look at the times beside each ticket.`,
  }),
  'event-cancelled': () => ({
    title: t`The event has been cancelled`,
    detail: t`There are no tickets for it any more. Whoever paid gets everything back.`,
  }),
  'order-closed': () => ({
    title: t`This order can no longer change`,
    detail: t`Something happened to it meanwhile. Reload the page to see how it stands.`,
  }),
  'order-changed': () => ({ title: t`Your order changed meanwhile`, detail: reload() }),
  'extension-refused': () => ({
    title: t`Your hold cannot be extended any more`,
    detail: t`Your tickets stay yours until the clock shows 0:00.`,
  }),
  'payment-required': () => ({ title: t`These tickets have to be paid`, detail: reload() }),
  'hold-over': () => ({ title: t`Your hold has ended`, detail: t`The tickets are on sale again.` }),
  'not-found': () => ({
    title: t`There is nothing here`,
    detail: t`The link may be old, or this may be somebody else’s.`,
  }),
  forbidden: () => ({ title: t`Your account may not do this` }),
  'cross-site': () => ({ title: t`This page was opened in an odd way`, detail: reload() }),
  'too-large': () => ({ title: t`That is too much at once`, detail: t`Shorten it and try again.` }),
  unavailable: ({ retryAfter }) => ({
    title: t`This does not work just now`,
    detail: retryAfter
      ? t`Nothing was lost. Try again in ${retryAfter} seconds.`
      : t`Nothing was lost. Try again soon.`,
  }),
  unreachable: () => ({
    title: t`We could not reach Holdfast`,
    detail: t`Check your connection and try again. Nothing was lost.`,
  }),
  internal: ({ requestId }) => ({ title: t`Something broke on our side`, detail: t`Please try again.`, requestId }),
}

/** The one translation from a refusal to words for a person. */
export const explain = (error: unknown): Explanation => {
  if (!(error instanceof Refusal)) return { title: t`Something went wrong`, detail: reload() }
  const own = words[error.slug as RefusalSlug]
  return own ? own(error) : { title: error.title, detail: error.detail }
}
