import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Problem } from '../shell/Problem.tsx'

type Props = {
  query: {
    isPending: boolean
    error: unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage(): Promise<unknown>
    refetch(): Promise<unknown>
  }
  failed: { service: string; error: unknown }[]
  children: ReactNode
}

/** A list that comes from several services: it waits, fails, shows what there is, and says whose part is missing. */
export const Gathering = ({ query, failed, children }: Props) => {
  const retry = (
    <Button variant="secondary" onClick={() => void query.refetch()}>
      Try again
    </Button>
  )
  if (query.isPending) {
    return (
      <div role="status" className="flex flex-col gap-3">
        <span className="sr-only">Loading</span>
        {['a', 'b', 'c', 'd'].map((row) => (
          <Skeleton key={row} className="h-20" />
        ))}
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      {query.error ? <Problem error={query.error} action={retry} /> : null}
      {failed.map(({ service, error }) => (
        <div key={service}>
          <p className="mb-1 font-bold first-letter:uppercase">{service} is missing here:</p>
          <Problem error={error} action={retry} />
        </div>
      ))}
      {children}
      {query.hasNextPage && (
        <Button
          variant="secondary"
          className="self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Load more
        </Button>
      )}
    </div>
  )
}
