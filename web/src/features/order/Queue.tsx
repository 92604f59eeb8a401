import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { OrderView, Queue as Place } from '../../api/types.ts'
import { secondsUntil, serverNow, warnFrom } from '../../format/countdown.ts'
import { clockTime } from '../../format/dates.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useNow } from '../../ui/use-now.ts'
import { ExtendBanner } from './ExtendBanner.tsx'
import { PayRefused } from './PayRefused.tsx'
import { tightMs, waitAnnouncement, waitWords } from './queue.ts'
import type { usePay } from './use-pay.ts'

/** Whether somebody is looking: nobody is taken to another page behind their back. */
const useIsInFront = () => {
  const [inFront, setInFront] = useState(!document.hidden)
  useEffect(() => {
    const look = () => setInFront(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return inFront
}

type Props = {
  order: OrderView
  place: Place
  answeredAt: number
  /** Until the hold ends, by the server's clock. */
  holdSeconds: number
  paying: ReturnType<typeof usePay>
  onStop: () => void
}

/** A calm wait until it is somebody's turn to pay; then it goes on by itself. */
export const Queue = ({ order, place, answeredAt, holdSeconds, paying, onStop }: Props) => {
  const seconds = secondsUntil(place.opensAt, serverNow(place, answeredAt, useNow(250)))
  const [first] = useState(seconds)
  const inFront = useIsInFront()
  const { pay, busy, error } = paying
  const isTurn = seconds === 0 && inFront && !busy && !error
  useEffect(() => {
    if (isTurn) pay()
  }, [isTurn, pay])

  const isTight = Date.parse(place.opensAt) > Date.parse(order.expiresAt) - tightMs
  const until = clockTime(order.expiresAt)
  const wait = waitWords(seconds)
  return (
    <>
      <section aria-labelledby="turn" className="rise rounded-card bg-surface p-6 shadow-raised sm:p-7">
        <div className="flex gap-4">
          <Spinner className="mt-1 size-7 text-brand" />
          <div className="min-w-0 space-y-1.5">
            <h2 id="turn" className="text-2xl tabular-nums">
              {seconds > 0 ? t`Your turn comes in ${wait}` : t`It is your turn`}
            </h2>
            <p className="max-w-prose text-muted">
              <Trans>
                Many people are paying right now. When your turn comes, you get to the payment page without pressing
                anything. Your tickets stay yours until <strong className="text-ink">{until}</strong>.
              </Trans>
            </p>
          </div>
        </div>
        <div className="mt-5 flex flex-wrap gap-3 sm:pl-11">
          {error && (
            <>
              <PayRefused error={error} order={order} />
              <Button onClick={pay} busy={busy}>
                <Trans>Try again</Trans>
              </Button>
            </>
          )}
          <Button variant="secondary" onClick={onStop}>
            <Trans>Stop waiting</Trans>
          </Button>
        </div>
        <p aria-live="polite" className="sr-only">
          {waitAnnouncement(seconds, first)}
        </p>
      </section>
      {isTight && holdSeconds > warnFrom && (
        <ExtendBanner order={order} title={t`Your turn comes close to the end of your hold`} />
      )}
    </>
  )
}
