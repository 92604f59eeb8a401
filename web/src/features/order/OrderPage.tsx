import { type ReactNode, useEffect, useRef } from 'react'
import type { OrderView } from '../../api/types.ts'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { Checking, Confirmed } from './Checking.tsx'
import { CalledOff, Cancelled, CaptureFailed, Declined, EventCancelled, Expired, Refunded } from './Closed.tsx'
import { Held } from './Held.tsx'
import { OrderSummary } from './OrderSummary.tsx'
import { Frozen, Paid } from './Paid.tsx'
import type { Stage } from './stage.ts'

export const headings: Record<Stage, string> = {
  held: 'Your tickets are on hold',
  checking: 'Checking your payment',
  confirmed: 'Finishing your payment',
  paid: "You're going!",
  frozen: 'Your tickets are frozen',
  'called-off': 'The event has been cancelled',
  expired: 'Your hold has ended',
  cancelled: 'You released these tickets',
  declined: 'The payment was declined',
  'capture-failed': 'The payment did not go through',
  'event-cancelled': 'The event has been cancelled',
  refunded: 'Your money is on its way back',
}

type Props = { order: OrderView; answeredAt: number; stage: Stage; isBack: boolean }

const bodies: Record<Stage, (props: Props) => ReactNode> = {
  held: Held,
  checking: Checking,
  confirmed: Confirmed,
  paid: Paid,
  frozen: Frozen,
  'called-off': CalledOff,
  expired: Expired,
  cancelled: Cancelled,
  declined: Declined,
  'capture-failed': CaptureFailed,
  'event-cancelled': EventCancelled,
  refunded: Refunded,
}

/** When the state changes, the button that had the focus is gone; the heading then says where one is. */
const useFocusNotLost = (stage: Stage) => {
  const seen = useRef(stage)
  useEffect(() => {
    if (seen.current === stage) return
    seen.current = stage
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus()
  }, [stage])
}

export const OrderPage = (props: Props) => {
  const { order, stage } = props
  useFocusNotLost(stage)
  const Body = bodies[stage]
  return (
    <Page title={headings[stage]}>
      {/* Said once per change of state; the countdown has its own, quieter voice. */}
      <p role="status" className="sr-only">
        {headings[stage]}
      </p>
      <Heading className="text-4xl tracking-[-0.035em] sm:text-6xl">{headings[stage]}</Heading>
      <div className="mt-8 grid items-start gap-10 lg:grid-cols-[minmax(0,1fr)_24rem] lg:gap-14">
        <div className="flex flex-col gap-6">
          <Body key={stage} {...props} />
        </div>
        <OrderSummary order={order} />
      </div>
    </Page>
  )
}
