import { Trans } from '@lingui/react/macro'
import { useEffect } from 'react'
import { announcementAt, clockText, urgentFrom, warnFrom } from '../../format/countdown.ts'

const Ring = ({ share }: { share: number }) => (
  <svg viewBox="0 0 100 100" className="absolute inset-0 -rotate-90" aria-hidden="true">
    <circle cx="50" cy="50" r="45" fill="none" strokeWidth="7" className="stroke-sunken" />
    <circle
      cx="50"
      cy="50"
      r="45"
      fill="none"
      strokeWidth="7"
      strokeLinecap="round"
      pathLength="100"
      strokeDasharray={`${Math.max(0, Math.min(1, share)) * 100} 100`}
      className="stroke-current transition-[stroke-dasharray] duration-1000 ease-linear"
    />
  </svg>
)

type Props = { seconds: number; share: number; headline: string; canExtend: boolean }

/** `role=timer` is silent by itself; the words beside it are spoken only when they change, five times in all, and the last one at once. */
export const Countdown = ({ seconds, share, headline, canExtend }: Props) => {
  const text = clockText(seconds)
  const said = announcementAt(seconds, canExtend)
  const isUrgent = seconds <= urgentFrom
  useEffect(() => {
    document.title = `${text} · ${headline} · Holdfast`
  }, [text, headline])

  return (
    <div
      className={`relative grid size-44 shrink-0 place-items-center sm:size-52 ${seconds <= urgentFrom ? 'text-bad' : seconds <= warnFrom ? 'text-warn' : 'text-brand'}`}
    >
      <Ring share={share} />
      <div className="text-center">
        <p className="text-sm font-bold text-muted">
          <Trans>Time left</Trans>
        </p>
        <p role="timer" className="figure text-[2.75rem] leading-none sm:text-[3.4rem]">
          {text}
        </p>
      </div>
      <p aria-live="polite" className="sr-only">
        {isUrgent ? '' : said}
      </p>
      <p aria-live="assertive" className="sr-only">
        {isUrgent ? said : ''}
      </p>
    </div>
  )
}
