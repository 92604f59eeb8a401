import type { hc, InferRequestType, InferResponseType } from 'hono/client'
import type { AuthApi } from '#workers/auth/app'
import type { OrdersApi } from '#workers/orders/app'
import type { PaymentsApi } from '#workers/payments/app'
import type { Account, Availability, CheckoutView, HoldInput, OrderView, Page } from './types.ts'

type Auth = ReturnType<typeof hc<AuthApi>>['api']['auth']
type Orders = ReturnType<typeof hc<OrdersApi>>['api']['orders']
type Checkouts = ReturnType<typeof hc<PaymentsApi>>['api']['payments']['checkouts']

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
]
