import { t } from '@lingui/core/macro'
import type { Instant } from '../api/types.ts'

/** The server's clock: what it showed when it answered, and how long ago that was. */
export const serverNow = (answer: { now: Instant }, answeredAt: number, clock: number): number =>
  Date.parse(answer.now) + (clock - answeredAt)

/** Whole seconds until a moment, rounded up so that "0:00" is shown only when nothing is left. */
export const secondsUntil = (moment: Instant, now: number): number =>
  Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000))

/** 872 → "14:32" */
export const clockText = (seconds: number): string => {
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const padded = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${padded}` : `${minutes}:${padded}`
}

/** From here on people are warned and may extend; WCAG 2.2.1 asks for at least twenty seconds. */
export const warnFrom = 120

/** From here on, what is said does not wait for the screen reader to finish its sentence. */
export const urgentFrom = 10

const announced = [
  { at: 300, words: () => t`5 minutes left to pay.` },
  { at: 120, words: () => t`2 minutes left to pay.` },
  { at: 60, words: () => t`1 minute left to pay.` },
  { at: 30, words: () => t`30 seconds left to pay.` },
  { at: urgentFrom, words: () => t`10 seconds left to pay.` },
]

/** What a screen reader says at this point: the last threshold passed, or nothing before the first. */
export const announcementAt = (seconds: number, canExtend: boolean): string => {
  const words = seconds === 0 ? undefined : announced.findLast(({ at }) => seconds <= at)?.words()
  if (words === undefined) return ''
  return canExtend && seconds <= warnFrom ? `${words} ${t`You can extend your hold.`}` : words
}
