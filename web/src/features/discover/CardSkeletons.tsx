import { Trans } from '@lingui/react/macro'
import { Skeleton } from '../../ui/Skeleton.tsx'

const places = ['a', 'b', 'c', 'd', 'e', 'f']

export const CardSkeletons = () => (
  <div role="status">
    <span className="sr-only">
      <Trans>Loading events</Trans>
    </span>
    <div className="grid gap-7 sm:grid-cols-2 lg:grid-cols-3">
      {places.map((place) => (
        <div key={place} className="appear-late rounded-card bg-surface">
          <Skeleton className="aspect-16/9 rounded-b-none" />
          <div className="space-y-3 p-5">
            <Skeleton className="h-4 w-1/2" />
            <Skeleton className="h-7 w-5/6" />
            <Skeleton className="h-4 w-2/3" />
            <Skeleton className="mt-6 h-7 w-1/4" />
          </div>
        </div>
      ))}
    </div>
  </div>
)
