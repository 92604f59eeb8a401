import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, notFound } from '@tanstack/react-router'
import { found, idIn } from '../../api/found.ts'
import { isOrderId } from '../../api/ids.ts'
import { ownEvent } from '../../api/own-event.ts'
import { saleQuery } from '../../api/sales.ts'
import { eventQuery } from '../../api/tickets.ts'
import { SalePage } from '../../features/sales/SalePage.tsx'

export const Route = createFileRoute('/_signed-in/sell/$eventId/orders/$orderId')({
  loader: async ({ context: { queryClient }, params }) => {
    const order = idIn(isOrderId, params.orderId)
    const [{ id }, sale] = await Promise.all([
      ownEvent(queryClient, params.eventId),
      found(queryClient.ensureQueryData(saleQuery(order))),
    ])
    if (sale.event.id !== id) throw notFound()
    return { id, order }
  },
  component: Sale,
})

function Sale() {
  const { id, order } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  const { data: sale } = useSuspenseQuery(saleQuery(order))
  return <SalePage event={event} sale={sale} />
}
