import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OrderView } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { HoldAgain } from './HoldAgain.tsx'
import { Passes } from './Passes.tsx'
import { PaymentOutcome } from './PaymentOutcome.tsx'
import { Refunds } from './Refunds.tsx'

const Closed = ({ order, children }: { order: OrderView; children?: ReactNode }) => (
  <>
    {children && <div className="max-w-prose space-y-3 text-lg">{children}</div>}
    <HoldAgain order={order} />
  </>
)

type Props = { order: OrderView; isBack: boolean }

export const Expired = ({ order, isBack }: Props) => (
  <Closed order={order}>
    <p>
      <Trans>The time is up, and the tickets are on sale again.</Trans>
    </p>
    <PaymentOutcome order={order.id} isBack={isBack} />
  </Closed>
)

export const Cancelled = ({ order, isBack }: Props) => (
  <Closed order={order}>
    <p>
      <Trans>They are on sale again.</Trans>
    </p>
    <PaymentOutcome order={order.id} isBack={isBack} />
  </Closed>
)

export const Declined = ({ order }: Props) => (
  <Closed order={order}>
    <p>
      <Trans>Your bank said no, so your card was not charged and the tickets are on sale again.</Trans>
    </p>
    <p>
      <Trans>Choose them again and try another card.</Trans>
    </p>
  </Closed>
)

export const CaptureFailed = ({ order }: Props) => (
  <Closed order={order}>
    <p>
      <Trans>Your bank did not let the payment through at the last step, so your card was not charged.</Trans>
    </p>
    <p>
      <Trans>The tickets are on sale again. Choose them again and try another card.</Trans>
    </p>
  </Closed>
)

const DiscoverMore = () => (
  <Link to="/" className={buttonLook('secondary', 'large', 'self-start')}>
    <Trans>Discover events</Trans>
  </Link>
)

export const EventCancelled = ({ order, isBack }: Props) => (
  <>
    <div className="max-w-prose space-y-3 text-lg">
      <p>
        <Trans>It does not take place, so your hold has ended.</Trans>
      </p>
      <PaymentOutcome order={order.id} isBack={isBack} />
    </div>
    <DiscoverMore />
  </>
)

/** Paid for something that does not take place: what comes back, and how far it is. */
export const CalledOff = ({ order }: Props) => (
  <>
    <p className="max-w-prose text-lg">
      {order.total.amount > 0
        ? t`It does not take place. You need not do anything: you get back what you paid, the way you paid it.`
        : t`It does not take place. Your tickets cost nothing, so there is nothing to pay back.`}
    </p>
    <Refunds order={order} />
    <Passes order={order} />
    <DiscoverMore />
  </>
)

export const Refunded = ({ order }: Props) => (
  <>
    <p className="max-w-prose text-lg">
      {order.event.cancelled && (
        <>
          <Trans>The event has been cancelled.</Trans>{' '}
        </>
      )}
      {order.total.amount > 0
        ? t`You get your money back the way you paid it. Banks take up to ten days to show it. These tickets are no longer valid.`
        : t`The seller has taken these tickets back. These tickets are no longer valid.`}
    </p>
    <Refunds order={order} />
    <Passes order={order} />
    {order.event.cancelled ? <DiscoverMore /> : <Closed order={order} />}
  </>
)
