import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCancel } from '../../api/orders.ts'
import { checkoutQuery } from '../../api/payments.ts'
import type { OrderView } from '../../api/types.ts'
import { secondsUntil, serverNow, warnFrom } from '../../format/countdown.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Problem } from '../shell/Problem.tsx'
import { Countdown } from './Countdown.tsx'
import { ExtendBanner } from './ExtendBanner.tsx'
import { Claim, Pay } from './Pay.tsx'
import { Queue } from './Queue.tsx'
import { usePay } from './use-pay.ts'
import { useStopped } from './use-stopped.ts'

const longAgoMs = 30_000

export const Held = ({ order, answeredAt }: { order: OrderView; answeredAt: number }) => {
  const now = serverNow(order, answeredAt, useNow(250))
  const seconds = secondsUntil(order.expiresAt, now)
  const whole = Date.parse(order.expiresAt) - Date.parse(order.heldAt)
  const isFree = order.total.amount === 0

  return (
    <>
      <div className="flex flex-col items-center gap-7 sm:flex-row">
        <Countdown
          seconds={seconds}
          share={(seconds * 1000) / whole}
          headline={order.event.title}
          canExtend={order.extensionsLeft > 0}
        />
        <p className="max-w-md text-lg">
          {isFree
            ? t`Nobody can take them from you while the clock runs. They are free: take them before it ends.`
            : t`Nobody can take them from you while the clock runs. Pay before it ends; if you do not, they go back on sale and nothing is charged.`}
        </p>
      </div>
      {seconds <= warnFrom && <ExtendBanner order={order} />}
      {isFree ? (
        <Actions order={order}>
          <Claim order={order} />
        </Actions>
      ) : (
        <ToPay order={order} holdSeconds={seconds} />
      )}
    </>
  )
}

const Actions = ({ order, children }: { order: OrderView; children?: ReactNode }) => (
  <div className="flex flex-col items-stretch gap-3 sm:flex-row sm:flex-wrap sm:items-center">
    {children}
    <CancelHold order={order} />
  </div>
)

/** The way to the payment page, or the wait for it: also after a reload, and in another tab. */
const ToPay = ({ order, holdSeconds }: { order: OrderView; holdSeconds: number }) => {
  const { data: checkout, dataUpdatedAt } = useQuery(checkoutQuery(order.id))
  const paying = usePay(order.id)
  const [stopped, setStopped] = useStopped(order.id)
  const place = checkout?.state === 'queued' ? checkout.queue : null
  // Who comes back long after their turn is asked first, instead of being carried off.
  const missed = place !== null && Date.parse(place.now) - Date.parse(place.opensAt) > longAgoMs
  const isWaiting = place !== null && !stopped && !missed
  const start = () => {
    setStopped(false)
    paying.pay()
  }

  return (
    <>
      {isWaiting && (
        <Queue
          order={order}
          place={place}
          answeredAt={dataUpdatedAt}
          holdSeconds={holdSeconds}
          paying={paying}
          onStop={() => setStopped(true)}
        />
      )}
      <Actions order={order}>{!isWaiting && <Pay order={order} paying={paying} onPay={start} />}</Actions>
      <p className="text-sm text-muted">
        <Trans>
          You pay on a page of our payment provider; your card number never reaches us. The total is all you pay.
        </Trans>
      </p>
    </>
  )
}

const CancelHold = ({ order }: { order: OrderView }) => {
  const cancel = useCancel(order.id)
  return (
    <>
      <ConfirmDialog
        trigger={t`Cancel hold`}
        title={t`Let these tickets go?`}
        keep={t`Keep tickets`}
        confirm={t`Release tickets`}
        onConfirm={() => cancel.mutate()}
      >
        <Trans>They go back on sale at once, and somebody else may take them.</Trans>
      </ConfirmDialog>
      {cancel.isError && <Problem error={cancel.error} />}
    </>
  )
}
