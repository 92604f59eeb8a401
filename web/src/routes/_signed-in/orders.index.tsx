import { createFileRoute } from '@tanstack/react-router'
import { ordersQuery } from '../../api/orders.ts'
import { OrderList } from '../../features/order/OrderList.tsx'

export const Route = createFileRoute('/_signed-in/orders/')({
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(ordersQuery),
  component: OrderList,
})
