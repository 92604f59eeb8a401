import { plural, t } from '@lingui/core/macro'
import { isThereAlready } from '../../api/passkeys.ts'
import { Refusal, type RefusalSlug } from '../../api/refusal.ts'
import { type Explanation, explain } from '../shell/explain.ts'

/** What is refused on these pages alone, or means something else here than elsewhere. */
const words: Partial<Record<RefusalSlug, (refusal: Refusal) => Explanation>> = {
  'wrong-code': ({ problem }) => {
    const left = Number(problem.guessesLeft)
    const more = plural(left, { one: 'You have # more try.', other: 'You have # more tries.' })
    return {
      title: t`This is not the code`,
      detail: left > 0 ? t`Look at the newest mail. ${more}` : t`It was tried too often. Have a new one sent to you.`,
    }
  },
  'link-over': () => ({
    title: t`This was used already, or is too old`,
    detail: t`Have a new one sent to you.`,
  }),
  'passkey-refused': () => ({
    title: t`This passkey cannot be used here`,
    detail: t`It may have been removed from the account, or it took too long. Try again, or use your password.`,
  }),
  'limit-exceeded': () => ({
    title: t`There are as many passkeys as an account may have`,
    detail: t`Remove one that you do not use any more.`,
  }),
  'not-found': () => ({ title: t`It is not there any more`, detail: t`Reload the page to see what is.` }),
}

/** The same where an app that shows codes is set up, for which no mail is sent. */
const wordsOfFactor: typeof words = {
  'link-over': () => ({
    title: t`That took too long`,
    detail: t`This secret is over. Take it out of your app, and begin again with a new one.`,
  }),
  'limit-exceeded': () => ({
    title: t`Two-step sign-in is on already`,
    detail: t`It was turned on in another tab. To use another app, turn it off first.`,
  }),
}

/** A refusal of what is done with an app that shows codes, in words. */
export const explainFactor = (error: unknown): Explanation => {
  const own = error instanceof Refusal ? wordsOfFactor[error.slug as RefusalSlug] : undefined
  return own && error instanceof Refusal ? own(error) : explainHere(error)
}

/** A refusal, or what a device said, in words. */
export const explainHere = (error: unknown): Explanation => {
  if (isThereAlready(error))
    return { title: t`This device has a passkey already`, detail: t`You can sign in with it on this device.` }
  const own = error instanceof Refusal ? words[error.slug as RefusalSlug] : undefined
  return own && error instanceof Refusal ? own(error) : explain(error)
}

/** What the server says of a field, where we have words for it. */
const fieldWords = (detail: string): string => {
  switch (detail) {
    case 'must be an e-mail address':
      return t`this is not an e-mail address`
    case 'must have 8 to 128 characters':
      return t`must have 8 to 128 characters`
    case 'is one of the passwords everybody tries first':
      return t`this is one of the passwords everybody tries first: choose another`
    case 'has leaked somewhere, and will be tried':
      return t`this has leaked from another site, and will be tried: choose another`
    case 'must be six digits or a recovery code':
      return t`must be six digits, or a recovery code`
    case 'must not be the e-mail address':
      return t`must not be your e-mail address`
    case 'must not be empty':
      return t`must not be empty`
    case 'must be six digits':
      return t`must be six digits`
    case 'must be one line of plain text':
      return t`must be one line of plain text`
    default:
      return detail
  }
}

/** What the server said about one field of a form. */
export const errorAt = (error: Error | null, pointer: string): string | undefined => {
  const wrong = error instanceof Refusal ? error.errors.find((one) => one.pointer === `#/${pointer}`) : undefined
  return wrong && fieldWords(wrong.detail)
}

/** All that is wrong with a form, each line with the field it is about. `ids`: fields that have another id on the page. */
export const summaryOf = (error: unknown, ids: Record<string, string> = {}) => {
  const { title, detail } = explainHere(error)
  if (!(error instanceof Refusal) || error.errors.length === 0) return { title, lines: detail ? [{ detail }] : [] }
  const lines = error.errors.map((wrong) => {
    const field = wrong.pointer.replace('#/', '')
    return { detail: fieldWords(wrong.detail), field: ids[field] ?? field }
  })
  return { title: t`Please look at this again`, lines }
}
