import { t } from '@lingui/core/macro'

export type Strength = { level: 0 | 1 | 2 | 3; words: string }

const SHORTEST = 8
const LONG = 12
const VERY_LONG = 16

const characters = (text: string) => [...text].length

/** "aaaa", "abcabc", "12345678": what takes few tries whatever its length. */
const isMonotonous = (text: string) => new Set(text.toLowerCase()).size < 5 || /^(.{1,4})\1+$/.test(text)

/** How a new password does, said plainly: length is what counts. The server knows the common ones and refuses them. */
export const strengthOf = (password: string): Strength => {
  const missing = SHORTEST - characters(password)
  if (missing > 0) return { level: 0, words: t`Too short: ${missing} more to go.` }
  if (isMonotonous(password)) return { level: 1, words: t`Easy to guess: it repeats itself.` }
  if (characters(password) < LONG) return { level: 1, words: t`It will do. A few words in a row are safer.` }
  if (characters(password) < VERY_LONG) return { level: 2, words: t`Good.` }
  return { level: 3, words: t`Very good: long is what counts.` }
}
