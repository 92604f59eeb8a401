import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { checkoutQuery } from '../../api/payments.ts'
import type { CheckoutState, OrderView } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useNow } from '../../ui/use-now.ts'
import { RetakenNote } from './RetakenNote.tsx'

const slowAfterMs = 12_000

const useIsSlow = () => {
  const [since] = useState(() => Date.now())
  return useNow(1_000) - since > slowAfterMs
}

const Waiting = ({ children }: { children: string }) => (
  <div className="flex items-center gap-5 text-lg">
    <Spinner className="size-12 text-brand" />
    <p role="status" className="max-w-md">
      {children}
    </p>
  </div>
)

const asking = 'Your bank is telling us about your payment. This takes a few seconds; you can leave this page open.'
const saidYes = 'Your bank has said yes. We are making sure that the tickets are yours.'
const goingBack = 'These tickets went to somebody else, so we are letting go of your payment.'

/** As far as the money is, while the order is still only held. */
const words: Record<CheckoutState, string> = {
  none: asking,
  queued: asking,
  opening: asking,
  open: asking,
  closed: asking,
  authorized: saidYes,
  capturing: saidYes,
  captured: saidYes,
  voiding: goingBack,
  voided: goingBack,
  returning: goingBack,
  returned: goingBack,
  failed: 'Your bank said no. Nothing was charged.',
}

export const Checking = ({ order }: { order: OrderView }) => {
  const { data } = useQuery({ ...checkoutQuery(order.id), refetchInterval: 2_000 })
  const state = data?.state ?? 'none'
  const isSlow = useIsSlow()
  return (
    <>
      <Waiting>{words[state]}</Waiting>
      {isSlow && words[state] === asking && (
        <div className="space-y-4">
          <p className="text-muted">
            It takes longer than usual. We keep looking. If you did not finish paying, go back to your hold.
          </p>
          <Link to="/orders/$orderId" params={{ orderId: order.id }} search={{}} className={buttonLook('secondary')}>
            Back to my hold
          </Link>
        </div>
      )}
      {isSlow && words[state] === saidYes && (
        <p className="text-muted">It takes longer than usual. You can close this page: we go on by ourselves.</p>
      )}
    </>
  )
}

export const Confirmed = ({ order }: { order: OrderView }) => (
  <>
    <Waiting>Your bank has said yes, and the tickets are yours. We are taking the money now.</Waiting>
    <RetakenNote order={order} />
    {useIsSlow() && (
      <p className="text-muted">It takes longer than usual. You can close this page: your tickets are safe.</p>
    )}
  </>
)
