import { t } from '@lingui/core/macro'
import { useQuery } from '@tanstack/react-query'
import { orderQuery } from '../../api/orders.ts'
import { checkoutQuery } from '../../api/payments.ts'
import type { CheckoutState, Id } from '../../api/types.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

/** What became of the money of an order that nobody won. */
const words = (state: CheckoutState): string => {
  switch (state) {
    case 'none':
    case 'queued':
    case 'opening':
    case 'open':
    case 'closed':
      return t`Nothing was charged.`
    case 'failed':
      return t`The payment failed, so nothing was charged.`
    case 'authorized':
      return t`Your payment came late. We are looking whether there still are tickets for it; stay a moment.`
    case 'voiding':
      return t`Your bank may show a pending amount that drops off by itself. Nothing was charged.`
    case 'voided':
      return t`If your bank shows a pending amount, it drops off by itself. Nothing was charged.`
    case 'returning':
      return t`Your payment came too late. This way of paying charges at once; we are sending it back.`
    case 'returned':
      return t`Your payment came too late. This way of paying charges at once; we have sent it back. Banks take up to ten days to show it.`
    case 'capturing':
      return t`We are looking into your payment. Stay a moment.`
    case 'captured':
      return t`Your payment came through. Stay a moment to see what became of it.`
  }
}

/** Where no news is to be expected, unless somebody has just paid. */
const settled: readonly CheckoutState[] = ['none', 'failed', 'voided', 'returned', 'closed']

export const PaymentOutcome = ({ order, isBack }: { order: Id<'order'>; isBack: boolean }) => {
  const { data } = useQuery({
    ...checkoutQuery(order),
    refetchInterval: ({ state: { data: checkout, dataUpdateCount } }) => {
      if (checkout && settled.includes(checkout.state)) return isBack && dataUpdateCount < 20 ? 3_000 : false
      return 3_000
    },
  })
  // Late money may still win tickets: then this page becomes another one.
  const isOpen = data !== undefined && !settled.includes(data.state)
  useQuery({ ...orderQuery(order), refetchInterval: isOpen ? 3_000 : false })
  return <div role="status">{data ? <p>{words(data.state)}</p> : <Skeleton className="h-7 w-72" />}</div>
}
