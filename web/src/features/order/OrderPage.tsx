import type { ReactNode } from 'react'
import type { OrderView } from '../../api/types.ts'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { Checking, Confirmed } from './Checking.tsx'
import { Cancelled, CaptureFailed, Declined, Expired, Refunded } from './Closed.tsx'
import { Held } from './Held.tsx'
import { OrderSummary } from './OrderSummary.tsx'
import { Paid } from './Paid.tsx'
import type { Stage } from './stage.ts'

export const headings: Record<Stage, string> = {
  held: 'Your tickets are on hold',
  checking: 'Checking your payment',
  confirmed: 'Finishing your payment',
  paid: 'You’re going!',
  expired: 'Your hold has ended',
  cancelled: 'You released these tickets',
  declined: 'The payment was declined',
  'capture-failed': 'The payment did not go through',
  refunded: 'Your money is on its way back',
}

type Props = { order: OrderView; answeredAt: number; stage: Stage; isBack: boolean }

const bodies: Record<Stage, (props: Props) => ReactNode> = {
  held: Held,
  checking: Checking,
  confirmed: Confirmed,
  paid: Paid,
  expired: Expired,
  cancelled: Cancelled,
  declined: Declined,
  'capture-failed': CaptureFailed,
  refunded: Refunded,
}

export const OrderPage = (props: Props) => {
  const { order, stage } = props
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
