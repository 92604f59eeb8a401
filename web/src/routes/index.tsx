import { createFileRoute } from '@tanstack/react-router'
import { eventsQuery } from '../api/tickets.ts'
import type { EventFilter } from '../api/types.ts'
import { Discover } from '../features/discover/Discover.tsx'
import { type RawSearch, text } from '../search.ts'

export const Route = createFileRoute('/')({
  validateSearch: (raw: RawSearch): EventFilter => ({
    q: text(raw, 'q'),
    sort: text(raw, 'sort') === 'newest' ? 'newest' : undefined,
  }),
  loaderDeps: ({ search }) => search,
  // Asked for early, but not waited for: the search box works while the list arrives.
  loader: ({ context, deps }) => {
    void context.queryClient.prefetchInfiniteQuery(eventsQuery(deps))
  },
  component: DiscoverPage,
})

function DiscoverPage() {
  const navigate = Route.useNavigate()
  return (
    <Discover
      filter={Route.useSearch()}
      onChange={(filter) => void navigate({ search: filter, replace: true, resetScroll: false })}
    />
  )
}
