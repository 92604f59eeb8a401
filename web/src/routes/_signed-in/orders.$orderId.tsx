import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { found, idIn } from '../../api/found.ts'
import { isOrderId } from '../../api/ids.ts'
import { orderQuery } from '../../api/orders.ts'
import { OrderPage } from '../../features/order/OrderPage.tsx'
import { askAgainAfter, stageOf } from '../../features/order/stage.ts'
import { serverNow } from '../../format/countdown.ts'
import { type RawSearch, text } from '../../search.ts'

export const Route = createFileRoute('/_signed-in/orders/$orderId')({
  validateSearch: (raw: RawSearch): { paid?: string | undefined } => ({ paid: text(raw, 'paid') }),
  loader: async ({ context: { queryClient }, params }) => {
    const id = idIn(isOrderId, params.orderId)
    await found(queryClient.ensureQueryData(orderQuery(id)))
    return { id }
  },
  component: Order,
})

function Order() {
  const { id } = Route.useLoaderData()
  const isBack = Route.useSearch().paid === '1'
  const { data: order, dataUpdatedAt } = useSuspenseQuery({
    ...orderQuery(id),
    // A hold may end, and a payment arrive, while another tab is in front.
    refetchIntervalInBackground: true,
    refetchInterval: ({ state: { data, dataUpdatedAt: answeredAt, dataUpdateCount } }) => {
      if (!data) return false
      const untilExpiry = Date.parse(data.expiresAt) - serverNow(data, answeredAt, Date.now())
      return askAgainAfter(stageOf(data, isBack), dataUpdateCount, untilExpiry, data.refunds)
    },
  })
  return <OrderPage order={order} answeredAt={dataUpdatedAt} stage={stageOf(order, isBack)} isBack={isBack} />
}
