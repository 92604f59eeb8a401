import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { Page } from './Page.tsx'

export const NotFoundPage = () => (
  <Page title={t`Not found`} width="reading">
    <div className="flex flex-col items-start gap-5 py-10">
      <div aria-hidden="true" className="ticket mb-3 w-64 -rotate-6">
        <div className="ticket-cut bg-surface [--stub:3.25rem]">
          <Artwork id="evt_missing" className="h-32 w-full" />
          <div className="mx-4 flex h-13 items-center justify-between border-t-2 border-dashed border-line">
            <span className="h-2.5 w-24 rounded-full bg-sunken" />
            <span className="figure text-xl">404</span>
          </div>
        </div>
      </div>
      <Heading>
        <Trans>There is nothing here</Trans>
      </Heading>
      <p className="text-lg text-muted">
        <Trans>The link may be old, the event may not be public yet, or this may be somebody else’s order.</Trans>
      </p>
      <Link to="/" className={buttonLook()}>
        <Trans>Discover events</Trans>
      </Link>
    </div>
  </Page>
)
