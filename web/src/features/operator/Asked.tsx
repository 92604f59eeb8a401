import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Problem } from '../shell/Problem.tsx'

type Props<Data> = {
  title: string
  hint?: string
  action?: ReactNode
  query: { data: Data | undefined; error: unknown; refetch(): Promise<unknown> }
  children: (data: Data) => ReactNode
}

/** A part of a page with an answer of its own: it waits and fails without the others. */
export const Asked = <Data,>({ title, hint, action, query, children }: Props<Data>) => (
  <section aria-label={title}>
    <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
      <div>
        <h2 className="text-2xl">{title}</h2>
        {hint && <p className="mt-1 max-w-prose text-muted">{hint}</p>}
      </div>
      {query.data !== undefined && action}
    </div>
    {query.data !== undefined ? (
      children(query.data)
    ) : query.error ? (
      <Problem
        error={query.error}
        action={
          <Button variant="secondary" onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      />
    ) : (
      <Skeleton className="h-28 rounded-card" />
    )}
  </section>
)
