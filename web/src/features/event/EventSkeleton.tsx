import { Trans } from '@lingui/react/macro'
import { Skeleton } from '../../ui/Skeleton.tsx'

/** The shape of an event's page, while it is on its way. */
export const EventSkeleton = () => (
  <div role="status" className="mx-auto w-full max-w-6xl sm:px-6 sm:pt-8">
    <span className="sr-only">
      <Trans>Loading</Trans>
    </span>
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="space-y-6">
        <Skeleton className="aspect-16/10 max-h-[44vh] w-full lg:aspect-16/9 lg:max-h-none" />
        <div className="space-y-5 px-4 sm:px-0">
          <Skeleton className="h-12 w-4/5" />
          <Skeleton className="h-11 w-3/5" />
          <Skeleton className="h-11 w-2/5" />
        </div>
      </div>
      <div className="px-4 sm:px-0">
        <Skeleton className="h-96 w-full" />
      </div>
    </div>
  </div>
)
