import { createFileRoute } from '@tanstack/react-router'
import { ledgerQuery, moneyQuery, sellerQuery } from '../../api/seller.ts'
import { MoneyPage } from '../../features/money/MoneyPage.tsx'
import { type RawSearch, text } from '../../search.ts'

export const Route = createFileRoute('/_signed-in/sell/money')({
  // Stripe sends people back here: `back` when they went through its pages, `again` when the link was no good any more.
  validateSearch: (raw: RawSearch): { back?: string | undefined; again?: string | undefined } => ({
    back: text(raw, 'back'),
    again: text(raw, 'again'),
  }),
  loader: ({ context: { queryClient } }) => {
    void queryClient.prefetchQuery(sellerQuery)
    void queryClient.prefetchQuery(moneyQuery)
    void queryClient.prefetchInfiniteQuery(ledgerQuery)
  },
  component: Money,
})

function Money() {
  const { back, again } = Route.useSearch()
  return <MoneyPage isBack={back === '1'} isAgain={again === '1'} />
}
