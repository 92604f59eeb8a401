import { createFileRoute } from '@tanstack/react-router'
import { openApiQuery } from '../api/openapi.ts'
import { Docs } from '../features/docs/Docs.tsx'
import { type RawSearch, text } from '../search.ts'

export const Route = createFileRoute('/docs')({
  validateSearch: (raw: RawSearch): { q?: string | undefined } => ({ q: text(raw, 'q') }),
  loader: ({ context }) => context.queryClient.ensureQueryData(openApiQuery),
  component: DocsPage,
})

function DocsPage() {
  const { q } = Route.useSearch()
  const navigate = Route.useNavigate()
  const look = (words: string) =>
    void navigate({ search: { q: words || undefined }, replace: true, resetScroll: false })
  return <Docs looked={q ?? ''} onLook={look} />
}
