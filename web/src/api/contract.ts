import type { hc, InferRequestType, InferResponseType } from 'hono/client'
import type { AuthApi } from '#workers/auth/app'
import type { OrdersApi } from '#workers/orders/app'
import type { PaymentsApi } from '#workers/payments/app'
import type { TicketsApi } from '#workers/tickets/app'
import type {
  Account,
  Availability,
  CheckoutView,
  EventInput,
  EventSummary,
  EventView,
  HoldInput,
  OrderView,
  Page,
} from './types.ts'

type Auth = ReturnType<typeof hc<AuthApi>>['api']['auth']
type Orders = ReturnType<typeof hc<OrdersApi>>['api']['orders']
type Checkouts = ReturnType<typeof hc<PaymentsApi>>['api']['payments']['checkouts']
type Tickets = ReturnType<typeof hc<TicketsApi>>['api']['tickets']

/** Compiles only while what a service says can be read as what the pages expect. */
type Reads<Expected, _Said extends Expected> = true

export type Contract = [
  Reads<{ account: Account }, InferResponseType<Auth['me']['$get'], 200>>,
  Reads<OrderView, InferResponseType<Orders[':id']['$get'], 200>>,
  Reads<OrderView, InferResponseType<Orders[':id']['extend']['$post'], 200>>,
  Reads<OrderView, InferResponseType<Orders['$post'], 201>>,
  Reads<Page<OrderView>, InferResponseType<Orders['$get'], 200>>,
  Reads<Availability, InferResponseType<Orders['availability']['$get'], 200>>,
  Reads<InferRequestType<Orders['$post']>['json'], HoldInput>,
  Reads<CheckoutView, InferResponseType<Checkouts['$post'], 201>>,
  Reads<CheckoutView, InferResponseType<Checkouts[':order']['$get'], 200>>,
  Reads<Page<EventSummary>, InferResponseType<Tickets['events']['$get'], 200>>,
  Reads<Page<EventSummary>, InferResponseType<Tickets['my-events']['$get'], 200>>,
  Reads<EventView, InferResponseType<Tickets['events'][':id']['$get'], 200>>,
  Reads<EventView, InferResponseType<Tickets['events']['$post'], 201>>,
  Reads<EventView, InferResponseType<Tickets['events'][':id']['$patch'], 200>>,
  Reads<EventView, InferResponseType<Tickets['events'][':id']['publish']['$post'], 200>>,
  Reads<InferRequestType<Tickets['events']['$post']>['json'], EventInput>,
  Reads<InferRequestType<Tickets['events'][':id']['$patch']>['json'], EventInput>,
]
