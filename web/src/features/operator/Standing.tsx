import { useQueries } from '@tanstack/react-query'
import { type Speaker, speakers } from '#shared/messages/services'
import { type Standing as Numbers, standingQuery } from '../../api/operator.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { explain } from '../shell/explain.ts'
import { counted, duration } from './words.ts'

const BEHIND_SECONDS = 60

const Verdict = ({ standing }: { standing: Numbers }) => {
  if (standing.stuck > 0) return <Badge tone="bad">{counted(standing.stuck, 'message')} not heard</Badge>
  if (standing.oldestSeconds > BEHIND_SECONDS) {
    return <Badge tone="bad">{duration(standing.oldestSeconds * 1000)} behind</Badge>
  }
  return standing.unpublished > 0 ? <Badge tone="warn">Publishing</Badge> : <Badge tone="good">Up to date</Badge>
}

const isCalm = ({ unpublished, unheard, stuck }: Numbers) => unpublished + unheard + stuck === 0

const Figure = ({ name, value }: { name: string; value: string | number }) => (
  <div>
    <dt className="text-sm text-muted">{name}</dt>
    <dd className="text-2xl font-extrabold tabular-nums">{value}</dd>
  </div>
)

type Asked = { data: Numbers | undefined; error: unknown }

const Card = ({ service, asked: { data, error } }: { service: Speaker; asked: Asked }) => (
  <li className="rounded-card bg-surface px-5 py-3.5 shadow-raised md:py-5">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h2 className="text-xl first-letter:uppercase">{service}</h2>
      {error ? <Badge tone="bad">No answer</Badge> : data && <Verdict standing={data} />}
    </div>
    {error ? (
      <p className="mt-3 text-muted">{explain(error).title}</p>
    ) : data ? (
      // On a small screen, numbers that are all nought only push away what somebody came for.
      <dl className={`mt-3 grid grid-cols-3 gap-3 xl:flex xl:justify-between ${isCalm(data) ? 'max-md:hidden' : ''}`}>
        <Figure name="Waiting" value={data.unpublished} />
        <Figure name="Oldest" value={data.unpublished > 0 ? duration(data.oldestSeconds * 1000) : '–'} />
        <Figure name="Unconfirmed" value={data.unheard} />
      </dl>
    ) : (
      <Skeleton className="mt-3 h-13" />
    )}
  </li>
)

/** How far behind each service is, looked at every ten seconds. */
export const Standing = () => {
  const asked = useQueries({ queries: speakers.map(standingQuery) })
  return (
    <ul aria-label="Services" className="mt-6 grid gap-2 md:mt-8 md:grid-cols-2 md:gap-4 xl:grid-cols-4">
      {speakers.map((service, index) => (
        <Card
          key={service}
          service={service}
          asked={{ data: asked[index]?.data, error: asked[index]?.isError ? asked[index].error : undefined }}
        />
      ))}
    </ul>
  )
}
