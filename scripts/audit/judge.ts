import * as z from 'zod'
import type { Ignored } from './ignored.ts'

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const

const Advisory = z.object({
  url: z.url(),
  title: z.string(),
  severity: z.enum(severities),
  vulnerable_versions: z.string(),
})

/** What `bun audit --json` prints: what is known of each package, by its name. */
export const Report = z.record(z.string(), z.array(Advisory))
export type Report = z.infer<typeof Report>

/** `wrong` ends the audit with 1; `known` is to be read and mended with the next update. */
export type Judgement = { wrong: string[]; known: string[] }

const SERIOUS = new Set<string>(['high', 'critical'])
const LONGEST_DAYS = 92

const idOf = (url: string) => /GHSA(-[a-z0-9]{4}){3}/.exec(url)?.[0] ?? url

const dayAfter = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)

/** What is wrong with an entry of the list itself. */
const misgivings = ({ advisory, package: name, because, until }: Ignored, today: string, report: Report) => {
  const entry = `${advisory} of ${name} is ignored`
  if (because.trim().length < 10) return { wrong: `${entry} and nobody says why` }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || until > dayAfter(today, LONGEST_DAYS))
    return { wrong: `${entry} until ${until}: name a day within ${LONGEST_DAYS}` }
  if (until < today) return { wrong: `${entry} until ${until}: look at it again` }
  const isThere = report[name]?.some(({ url }) => idOf(url) === advisory)
  return isThere ? {} : { known: `${entry} and is not known of any more: take it out of the list` }
}

/**
 * What is known of the installed packages, held to the list of what is ignored on a day (2026-11-25). High and critical ones of
 * packages that are deployed are wrong; all others are told.
 */
export const judge = (
  report: Report,
  { deployed, ignored, today }: { deployed: ReadonlySet<string>; ignored: readonly Ignored[]; today: string },
): Judgement => {
  const judgement: Judgement = { wrong: [], known: [] }
  const counts = new Set<Ignored>()
  for (const entry of ignored) {
    const { wrong, known } = misgivings(entry, today, report)
    if (wrong) judgement.wrong.push(wrong)
    else counts.add(entry)
    if (known) judgement.known.push(known)
  }
  for (const [name, advisories] of Object.entries(report)) {
    for (const { url, title, severity, vulnerable_versions: versions } of advisories) {
      const place = deployed.has(name) ? 'deployed' : 'worked with'
      const line = `${severity}: ${name} ${versions} (${place}): ${title}, ${url}`
      const entry = [...counts].find((one) => one.package === name && one.advisory === idOf(url))
      if (entry) judgement.known.push(`${line}; ignored until ${entry.until}: ${entry.because}`)
      else if (deployed.has(name) && SERIOUS.has(severity)) judgement.wrong.push(line)
      else judgement.known.push(line)
    }
  }
  return judgement
}
