import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OrderView } from '../../api/types.ts'
import { formatMoney } from '../../format/money.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { formatChoice } from '../event/selection.ts'
import { PaymentOutcome } from './PaymentOutcome.tsx'

const ChooseAgain = ({ order }: { order: OrderView }) => (
  <Link
    to="/events/$eventId"
    params={{ eventId: order.event.id }}
    search={{ tickets: formatChoice(order.items) }}
    className={buttonLook('primary', 'large')}
  >
    Choose again
  </Link>
)

const Closed = ({ order, children }: { order: OrderView; children: ReactNode }) => (
  <>
    <div className="max-w-prose space-y-3 text-lg">{children}</div>
    <div className="flex flex-wrap gap-3">
      <ChooseAgain order={order} />
      <Link to="/" className={buttonLook('secondary', 'large')}>
        Discover events
      </Link>
    </div>
  </>
)

export const Expired = ({ order, isBack }: { order: OrderView; isBack: boolean }) => (
  <Closed order={order}>
    <p>The time is up, and the tickets are on sale again.</p>
    {isBack ? <PaymentOutcome order={order.id} /> : <p>Nothing was charged.</p>}
  </Closed>
)

export const Cancelled = ({ order }: { order: OrderView }) => (
  <Closed order={order}>
    <p>They are on sale again. Nothing was charged.</p>
  </Closed>
)

export const Declined = ({ order }: { order: OrderView }) => (
  <Closed order={order}>
    <p>Your bank said no, so your card was not charged and the tickets are on sale again.</p>
    <p>Choose them again and try another card.</p>
  </Closed>
)

export const CaptureFailed = ({ order }: { order: OrderView }) => (
  <Closed order={order}>
    <p>Your bank did not let the payment through at the last step, so your card was not charged.</p>
    <p>The tickets are on sale again. Choose them again and try another card.</p>
  </Closed>
)

export const EventCancelled = () => (
  <>
    <p className="max-w-prose text-lg">It does not take place, so your hold has ended. Nothing was charged.</p>
    <Link to="/" className={buttonLook('secondary', 'large')}>
      Discover events
    </Link>
  </>
)

export const Refunded = ({ order }: { order: OrderView }) => (
  <Closed order={order}>
    <p>
      We have sent {formatMoney(order.total)} back to the card you paid with. Banks take up to ten days to show it.
      These tickets are no longer valid.
    </p>
  </Closed>
)
