import { createFileRoute, useRouter } from '@tanstack/react-router'
import { eventsQuery } from '../api/tickets.ts'
import type { EventFilter } from '../api/types.ts'
import { Discover } from '../features/discover/Discover.tsx'
import { filterIn } from '../features/discover/filter.ts'
import type { RawSearch } from '../search.ts'

export const Route = createFileRoute('/')({
  validateSearch: (raw: RawSearch): EventFilter => filterIn(raw),
  loaderDeps: ({ search }) => search,
  // Asked for early, but not waited for: the search box works while the list arrives.
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchInfiniteQuery(eventsQuery(deps))
  },
  component: DiscoverPage,
})

function DiscoverPage() {
  const router = useRouter()
  const navigate = Route.useNavigate()
  const search = (filter: EventFilter) => {
    // Typing is followed a little later. Who has chosen an event meanwhile is on the way there, and is not called back.
    if (router.latestLocation.pathname !== '/') return
    void navigate({ search: filter, replace: true, resetScroll: false })
  }
  return <Discover filter={Route.useSearch()} onChange={search} />
}
