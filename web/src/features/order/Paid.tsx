import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { CalendarPlus, Check, Printer } from 'lucide-react'
import { useResendOwn } from '../../api/resend.ts'
import type { OrderView } from '../../api/types.ts'
import { longDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { seatWords } from '../../format/seats.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { keepInCalendar } from '../event/keep-in-calendar.ts'
import { Passes } from './Passes.tsx'
import { Refunds } from './Refunds.tsx'
import { ResendButton, ResendOutcome } from './ResendTickets.tsx'
import { RetakenNote } from './RetakenNote.tsx'

const Welcome = ({ order }: { order: OrderView }) => {
  const count = order.passes.filter(({ state }) => state !== 'void').length
  const { title, startsAt, timeZone, venue } = order.event
  const [day, time] = [longDay(startsAt, timeZone), timeWithZone(startsAt, timeZone)]
  return (
    <div className="flex items-start gap-5 print:hidden">
      <span className="rise grid size-14 shrink-0 place-items-center rounded-full bg-good-soft text-good">
        <Check aria-hidden="true" className="size-8" strokeWidth={3} />
      </span>
      <p className="text-lg sm:text-xl">
        {count === 1 ? (
          <Trans>
            Your ticket for <strong>{title}</strong> is yours. See you on {day} at {time}, {venue}.
          </Trans>
        ) : (
          <Trans>
            Your {count} tickets for <strong>{title}</strong> are yours. See you on {day} at {time}, {venue}.
          </Trans>
        )}
      </p>
    </div>
  )
}

const notesOf = ({ items, id }: OrderView) => {
  const what = items.map(({ quantity, name, seats }) =>
    [`${quantity} × ${name}`, ...(seats ? [seatWords(seats)] : [])].join(', '),
  )
  return [...what, id].join('\n')
}

/** What somebody does with tickets they have. */
const Uses = ({ order }: { order: OrderView }) => {
  const resend = useResendOwn(order.id)
  return (
    <div className="flex flex-col gap-3 print:hidden">
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => keepInCalendar(order.event, notesOf(order))}>
          <CalendarPlus aria-hidden="true" className="size-5" />
          <Trans>Add to calendar</Trans>
        </Button>
        <Button variant="secondary" onClick={() => print()}>
          <Printer aria-hidden="true" className="size-5" />
          <Trans>Print</Trans>
        </Button>
        <ResendButton resend={resend} label={t`Send my tickets by mail again`} />
      </div>
      <ResendOutcome resend={resend} done={t`They are on their way to your mailbox.`} />
    </div>
  )
}

const Tickets = ({ order }: { order: OrderView }) => (
  <>
    <RetakenNote order={order} />
    <Passes order={order} />
    {!order.frozen && <Uses order={order} />}
    <Refunds order={order} />
    <dl className="grid max-w-md grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-muted">
      <dt>
        <Trans>Paid</Trans>
      </dt>
      <dd className="font-semibold text-ink">{formatPrice(order.total)}</dd>
      <dt>
        <Trans>Order</Trans>
      </dt>
      <dd className="font-mono text-sm leading-6 break-all">{order.id}</dd>
    </dl>
    <div className="flex flex-wrap gap-3 print:hidden">
      <Link to="/orders" className={buttonLook('secondary')}>
        <Trans>See all my tickets</Trans>
      </Link>
      <Link to="/" className={buttonLook('quiet')}>
        <Trans>Discover more</Trans>
      </Link>
    </div>
  </>
)

export const Paid = ({ order }: { order: OrderView }) => (
  <>
    <Welcome order={order} />
    <Tickets order={order} />
  </>
)

export const Frozen = ({ order }: { order: OrderView }) => (
  <>
    <p className="max-w-prose text-lg">
      <Trans>
        You, or whoever owns the card, told the bank that this payment was not right. Until that is settled, nobody gets
        in with these tickets. If it was a mistake, tell your bank so.
      </Trans>
    </p>
    <Tickets order={order} />
  </>
)
