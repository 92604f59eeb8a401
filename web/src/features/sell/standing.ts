import { t } from '@lingui/core/macro'
import type { EventCounts, EventShow, EventSummary } from '../../api/types.ts'

/** How an event stands for its seller: once it has begun, nothing of it is on sale any more. */
export const standingOf = ({ status, startsAt }: Pick<EventSummary, 'status' | 'startsAt'>, now: number): EventShow => {
  if (status === 'draft' || status === 'cancelled') return status
  return Date.parse(startsAt) <= now ? 'past' : 'on-sale'
}

export const standingWords = (standing: EventShow): string =>
  ({ draft: t`Draft`, 'on-sale': t`On sale`, past: t`Past`, cancelled: t`Cancelled` })[standing]

export const filterWords = (show: EventShow | undefined): string =>
  show === undefined
    ? t`All`
    : { draft: t`Drafts`, 'on-sale': t`On sale`, past: t`Past`, cancelled: t`Cancelled` }[show]

export const countOf = (counts: EventCounts, show: EventShow | undefined): number => {
  const { draft, onSale, past, cancelled } = counts
  return show === undefined ? draft + onSale + past + cancelled : { draft, 'on-sale': onSale, past, cancelled }[show]
}
