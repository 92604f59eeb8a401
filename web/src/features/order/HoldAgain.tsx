import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lookAgain } from '../../api/look-again.ts'
import { availabilityQuery, useHold } from '../../api/orders.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { Choice, OrderView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { formatChoice, itemsOf } from '../event/selection.ts'
import { Problem } from '../shell/Problem.tsx'
import { anywhere, stillThere } from './hold-again.ts'

/** The same tickets once more in one click, or what is left of them; and the way to choose others. */
export const HoldAgain = ({ order }: { order: OrderView }) => {
  const { event, items } = order
  const navigate = useNavigate()
  const hold = useHold()
  const { data } = useQuery({ ...availabilityQuery([event.id]), refetchInterval: lookAgain(5_000, 30_000) })
  const { choice, isAll } = stillThere(items, data?.events[event.id])
  const isOver = Date.parse(event.startsAt) <= Date.parse(order.now)
  const canHold = choice.length > 0 && !isOver && !event.cancelled
  const again = (wanted: Choice[]) =>
    hold.mutate(
      { event: event.id, items: itemsOf(wanted) },
      { onSuccess: ({ id }) => void navigate({ to: '/orders/$orderId', params: { orderId: id } }) },
    )
  const nameOf = (choice: Choice) => items.find(({ ticketType }) => ticketType === choice.ticketType)?.name
  const left = choice.map((one) => `${one.quantity} × ${nameOf(one)}`).join(', ')
  const isTaken = refusedAs(hold.error, 'seats-taken', 'not-together')

  return (
    <>
      <div role="status" className="empty:hidden">
        {!isOver && choice.length === 0 && (
          <Banner tone="warn" title={t`All of these are gone for now`}>
            <Trans>Others may let theirs go: tickets on hold come back by themselves.</Trans>
          </Banner>
        )}
        {canHold && !isAll && (
          <Banner tone="warn" title={t`Fewer are left now`}>
            <Trans>Still to be had: {left}.</Trans>
          </Banner>
        )}
      </div>
      {isTaken ? (
        <Banner
          tone="warn"
          role="alert"
          title={t`Somebody has these seats now`}
          action={
            <Button busy={hold.isPending} onClick={() => again(anywhere(choice))}>
              <Trans>Hold other seats</Trans>
            </Button>
          }
        >
          <Trans>There are others at the same price.</Trans>
        </Banner>
      ) : (
        hold.isError && <Problem error={hold.error} />
      )}
      <div className="flex flex-col gap-3 sm:flex-row sm:flex-wrap">
        {canHold && !isTaken && (
          <Button size="large" busy={hold.isPending} onClick={() => again(choice)}>
            {isAll ? <Trans>Hold the same again</Trans> : <Trans>Hold what is left</Trans>}
          </Button>
        )}
        <Link
          to="/events/$eventId"
          params={{ eventId: event.id }}
          search={{ tickets: formatChoice(items) }}
          className={buttonLook(canHold ? 'secondary' : 'primary', 'large')}
        >
          <Trans>Choose again</Trans>
        </Link>
        <Link to="/" className={buttonLook('quiet', 'large')}>
          <Trans>Discover events</Trans>
        </Link>
      </div>
    </>
  )
}
