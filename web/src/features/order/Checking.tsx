import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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

type Word = 'asking' | 'said-yes' | 'going-back' | 'failed'

/** As far as the money is, while the order is still only held. */
const wordOf: Record<CheckoutState, Word> = {
  none: 'asking',
  queued: 'asking',
  opening: 'asking',
  open: 'asking',
  closed: 'asking',
  authorized: 'said-yes',
  capturing: 'said-yes',
  captured: 'said-yes',
  voiding: 'going-back',
  voided: 'going-back',
  returning: 'going-back',
  returned: 'going-back',
  failed: 'failed',
}

const words = (): Record<Word, string> => ({
  asking: t`Your bank is telling us about your payment. This takes a few seconds; you can leave this page open.`,
  'said-yes': t`Your bank has said yes. We are making sure that the tickets are yours.`,
  'going-back': t`These tickets went to somebody else, so we are letting go of your payment.`,
  failed: t`Your bank said no. Nothing was charged.`,
})

export const Checking = ({ order }: { order: OrderView }) => {
  const { data } = useQuery({ ...checkoutQuery(order.id), refetchInterval: 2_000 })
  const word = wordOf[data?.state ?? 'none']
  const isSlow = useIsSlow()
  return (
    <>
      <Waiting>{words()[word]}</Waiting>
      {isSlow && word === 'asking' && (
        <div className="space-y-4">
          <p className="text-muted">
            <Trans>
              It takes longer than usual. We keep looking. If you did not finish paying, go back to your hold.
            </Trans>
          </p>
          <Link to="/orders/$orderId" params={{ orderId: order.id }} search={{}} className={buttonLook('secondary')}>
            <Trans>Back to my hold</Trans>
          </Link>
        </div>
      )}
      {isSlow && word === 'said-yes' && (
        <p className="text-muted">
          <Trans>It takes longer than usual. You can close this page: we go on by ourselves.</Trans>
        </p>
      )}
    </>
  )
}

export const Confirmed = ({ order }: { order: OrderView }) => (
  <>
    <Waiting>{t`Your bank has said yes, and the tickets are yours. We are taking the money now.`}</Waiting>
    <RetakenNote order={order} />
    {useIsSlow() && (
      <p className="text-muted">
        <Trans>It takes longer than usual. You can close this page: your tickets are safe.</Trans>
      </p>
    )}
  </>
)
