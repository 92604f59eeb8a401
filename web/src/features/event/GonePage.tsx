import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { OverEvent } from '../../api/types.ts'
import { longDay } from '../../format/dates.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Page } from '../shell/Page.tsx'
import { Artwork } from './Artwork.tsx'

/** An event was here and is not any more: the address is right, and there is nothing to try again. */
export const GonePage = ({ event }: { event: OverEvent }) => {
  const { title, venue, city, startsAt, timeZone, cancelled } = event
  return (
    <Page title={t`This event is over`} width="reading">
      <div className="flex flex-col items-start gap-5 py-10">
        <div aria-hidden="true" className="ticket mb-3 w-64 rotate-3">
          <div className="ticket-cut bg-surface [--stub:3.25rem]">
            <Artwork id="evt_gone" className="h-32 w-full opacity-60 grayscale" />
            <div className="mx-4 flex h-13 items-center justify-between border-t-2 border-dashed border-line">
              <span className="h-2.5 w-24 rounded-full bg-sunken" />
              <span className="figure text-xl">410</span>
            </div>
          </div>
        </div>
        <Heading>
          <Trans>This event is over</Trans>
        </Heading>
        <p className="text-lg">
          <strong className="block text-xl wrap-anywhere">{title}</strong>
          <span className="text-muted wrap-anywhere">
            <time dateTime={startsAt}>{longDay(startsAt, timeZone)}</time> · {venue}, {city}
          </span>
        </p>
        <p className="text-lg text-muted">
          {cancelled ? (
            <Trans>It did not take place, and whoever had paid got everything back.</Trans>
          ) : (
            <Trans>It has taken place. If you had tickets, they are still in your list.</Trans>
          )}
        </p>
        <div className="flex flex-wrap gap-3">
          <Link to="/" className={buttonLook()}>
            <Trans>Discover events</Trans>
          </Link>
          <Link to="/orders" className={buttonLook('secondary')}>
            <Trans>My tickets</Trans>
          </Link>
        </div>
      </div>
    </Page>
  )
}
