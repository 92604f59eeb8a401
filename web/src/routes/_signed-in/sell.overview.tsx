import { createFileRoute } from '@tanstack/react-router'
import { type Period, periods } from '../../api/report-types.ts'
import { sellerQuery } from '../../api/seller.ts'
import { Overview } from '../../features/sales/overview/Overview.tsx'
import { type RawSearch, text } from '../../search.ts'

const periodIn = (raw: RawSearch): Period | undefined => periods.find((period) => period === text(raw, 'period'))

export const Route = createFileRoute('/_signed-in/sell/overview')({
  validateSearch: (raw: RawSearch): { period?: Period | undefined } => ({ period: periodIn(raw) }),
  loader: ({ context: { queryClient } }) => void queryClient.prefetchQuery(sellerQuery),
  component: OverviewOfAll,
})

function OverviewOfAll() {
  return <Overview period={Route.useSearch().period ?? '30d'} />
}
