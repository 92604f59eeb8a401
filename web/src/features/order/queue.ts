import { t } from '@lingui/core/macro'

/** From here on, a turn and the end of a hold are so close that somebody may not be able to pay between them. */
export const tightMs = 120_000

/** How long until somebody's turn, as people say it: "a few seconds", "about 40 seconds", "about 3 minutes". */
export const waitWords = (seconds: number): string => {
  if (seconds <= 5) return t`a few seconds`
  if (seconds < 90) return t`about ${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return t`about ${minutes} minutes`
}

const steps = [600, 300, 120, 60, 30, 10]

/** What a screen reader says while somebody waits: at first, and then at a few points on the way. */
export const waitAnnouncement = (seconds: number, first: number): string => {
  if (seconds === 0) return t`It is your turn. We are taking you to the payment page.`
  const step = steps.findLast((at) => seconds <= at && at < first)
  const wait = waitWords(step ?? first)
  return t`Your turn to pay comes in ${wait}.`
}
