import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { OrderView } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useNow } from '../../ui/use-now.ts'

const slowAfterMs = 12_000

const useIsSlow = () => {
  const [since] = useState(() => Date.now())
  return useNow(1_000) - since > slowAfterMs
}

const Waiting = ({ children }: { children: string }) => (
  <div className="flex items-center gap-5 text-lg">
    <Spinner className="size-12 text-brand" />
    <p className="max-w-md">{children}</p>
  </div>
)

export const Checking = ({ order }: { order: OrderView }) => (
  <>
    <Waiting>
      Your bank is telling us about your payment. This takes a few seconds; you can leave this page open.
    </Waiting>
    {useIsSlow() && (
      <div className="space-y-4">
        <p className="text-muted">
          It takes longer than usual. We keep looking. If you did not finish paying, go back to your hold.
        </p>
        <Link to="/orders/$orderId" params={{ orderId: order.id }} search={{}} className={buttonLook('secondary')}>
          Back to my hold
        </Link>
      </div>
    )}
  </>
)

export const Confirmed = () => (
  <>
    <Waiting>Payment authorised, and the tickets are yours. We are finishing up.</Waiting>
    {useIsSlow() && (
      <p className="text-muted">It takes longer than usual. You can close this page: your tickets are safe.</p>
    )}
  </>
)
