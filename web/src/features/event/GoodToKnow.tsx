import { t } from '@lingui/core/macro'
import { Accessibility, BadgeEuro, RotateCcw, Timer } from 'lucide-react'
import type { ReactNode } from 'react'
import type { EventView } from '../../api/types.ts'
import { saysAccess } from './says-access.ts'

const Point = ({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) => (
  <div>
    <dt className="flex items-center gap-3 font-bold">
      <span className="shrink-0 text-brand">{icon}</span>
      {title}
    </dt>
    <dd className="whitespace-pre-line pl-8 text-muted">{children}</dd>
  </div>
)

const look = { 'aria-hidden': true, className: 'size-5' } as const

/** What people ask before they buy, answered where they would ask it. */
export const GoodToKnow = ({ event }: { event: EventView }) => {
  const { holdMinutes, venue, seller, refundPolicy } = event
  return (
    <section aria-labelledby="good-to-know">
      <h2 id="good-to-know" className="mb-5 text-section">
        {t`Good to know`}
      </h2>
      <dl className="grid gap-6 sm:grid-cols-2">
        <Point icon={<BadgeEuro {...look} />} title={t`The price is the price`}>
          {t`What you see is all you pay. Nothing is added on the way.`}
        </Point>
        <Point icon={<Timer {...look} />} title={t`Time to pay`}>
          {t`Tickets you hold are yours for ${holdMinutes} minutes. Nobody can take them meanwhile.`}
        </Point>
        <Point icon={<RotateCcw {...look} />} title={t`Getting money back`}>
          {t`If the event is cancelled, everything comes back by itself.`}{' '}
          {refundPolicy || t`For anything else, ${seller.name} decides.`}
        </Point>
        {!saysAccess(event) && (
          <Point icon={<Accessibility {...look} />} title={t`Access`}>
            {t`For step-free ways, places for wheelchairs and companions, ask ${venue} before you buy.`}
          </Point>
        )}
      </dl>
    </section>
  )
}
