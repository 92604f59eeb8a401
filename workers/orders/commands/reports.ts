import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import { calendarOf, madeAt, type Period } from '../calendar.ts'
import type { Deps } from '../deps.ts'
import { isOperator } from './sales.ts'

export type Look = { period: Period; timeZone: string }

const stretchesOf = ({ period, timeZone }: Look, since: Date) => {
  const calendar = calendarOf(period, timeZone, since, new Date())
  return { ...calendar, isWhole: period === 'all' }
}

/** What somebody sold, of all their events: everybody sees their own. */
export const reportOnAll = async ({ reports }: Pick<Deps, 'reports'>, look: Look, person: Person) => {
  const { grain, ...stretches } = stretchesOf(look, madeAt(person.id))
  return { ...(await reports.ofSeller(person.id, stretches)), grain, starts: stretches.starts }
}

/** What was sold of one event, for its seller or an operator; for anybody else it is not there. */
export const reportOnOne = async (
  { reports }: Pick<Deps, 'reports'>,
  event: Id<'event'>,
  look: Look,
  person: Person,
) => {
  const { grain, ...stretches } = stretchesOf(look, madeAt(event))
  const report = await reports.ofEvent(event, isOperator(person) ? undefined : person.id, stretches)
  if (!report) throw new Problem('not-found')
  return { ...report, grain, starts: stretches.starts }
}
