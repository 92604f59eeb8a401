import type { ExtractSchema } from 'hono/types'
import type { AuthApi } from '#workers/auth/app'
import type { NotificationsApi } from '#workers/notifications/app'
import type { OrdersApi } from '#workers/orders/app'
import type { PaymentsApi } from '#workers/payments/app'
import type { TicketsApi } from '#workers/tickets/app'

/** What each service answers, as the compiler infers it from the routes themselves: by path, then by method. */
export type Answers = {
  auth: ExtractSchema<AuthApi>
  tickets: ExtractSchema<TicketsApi>
  orders: ExtractSchema<OrdersApi>
  payments: ExtractSchema<PaymentsApi>
  notifications: ExtractSchema<NotificationsApi>
}
