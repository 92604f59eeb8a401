import { Refusal, refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Problem } from '../shell/Problem.tsx'

/** The ticket types that a refusal names. */
export const refusedTypes = (error: unknown): string[] => {
  const named = error instanceof Refusal ? error.problem.ticketTypes : undefined
  return Array.isArray(named) ? named.filter((type) => typeof type === 'string') : []
}

export const HoldRefused = ({ error }: { error: Error }) => {
  if (refusedAs(error, 'sold-out'))
    return (
      <Banner tone="bad" role="alert" title="Somebody was faster">
        There are not enough tickets left for your choice. Others may let theirs go: tickets on hold come back by
        themselves.
      </Banner>
    )
  if (refusedAs(error, 'limit-exceeded'))
    return (
      <Banner tone="bad" role="alert" title="This is more than one person may have">
        {error.detail ?? 'Your other holds and tickets for this event count too. Choose fewer.'}
      </Banner>
    )
  if (refusedAs(error, 'not-on-sale'))
    return (
      <Banner tone="bad" role="alert" title="These tickets are not on sale now">
        {error.detail ?? 'Look at the times beside each ticket.'}
      </Banner>
    )
  return <Problem error={error} />
}
