import { t } from '@lingui/core/macro'
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import type { OrderView } from '../../api/types.ts'
import { Heading } from '../../ui/Heading.tsx'
import { designOf } from '../event/artwork.ts'
import { Page } from '../shell/Page.tsx'
import { Checking, Confirmed } from './Checking.tsx'
import { CalledOff, Cancelled, CaptureFailed, Declined, EventCancelled, Expired, Refunded } from './Closed.tsx'
import { Held } from './Held.tsx'
import { OrderSummary } from './OrderSummary.tsx'
import { Frozen, Paid } from './Paid.tsx'
import type { Stage } from './stage.ts'
import { Timeline } from './Timeline.tsx'

const headings = (): Record<Stage, string> => ({
  held: t`Your tickets are on hold`,
  checking: t`Checking your payment`,
  confirmed: t`Finishing your payment`,
  paid: t`You're going!`,
  frozen: t`Your tickets are frozen`,
  'called-off': t`The event has been cancelled`,
  expired: t`Your hold has ended`,
  cancelled: t`You released these tickets`,
  declined: t`The payment was declined`,
  'capture-failed': t`The payment did not go through`,
  'event-cancelled': t`The event has been cancelled`,
  refunded: t`Your money is on its way back`,
})

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
  const heading = headings()[stage]
  return (
    <div className="wash flex-1" style={{ '--wash': designOf(order.event.id).palette[0] } as CSSProperties}>
      <Page title={heading}>
        {/* Said once per change of state; the countdown has its own, quieter voice. */}
        <p role="status" className="sr-only">
          {heading}
        </p>
        <Heading className="text-title print:text-2xl">{heading}</Heading>
        <div className="mt-7 grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_24rem] lg:gap-14 print:mt-4 print:block">
          <div className="flex min-w-0 flex-col gap-6">
            <Body key={stage} {...props} />
          </div>
          <div className="grid gap-6 print:mt-6">
            <OrderSummary order={order} />
            <Timeline order={order} stage={stage} />
          </div>
        </div>
      </Page>
    </div>
  )
}
