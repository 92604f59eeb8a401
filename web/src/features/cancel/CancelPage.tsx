import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { EventView } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { EventTabs } from '../sell/EventTabs.tsx'
import { Page } from '../shell/Page.tsx'
import { CancelForm } from './CancelForm.tsx'
import { PayingBack } from './PayingBack.tsx'

const titleOf = ({ status }: EventView): string => (status === 'cancelled' ? t`Cancelled` : t`Cancel event`)

const Body = ({ event }: { event: EventView }) => {
  switch (event.status) {
    case 'draft':
      return (
        <>
          <p className="mb-5 text-lg">
            <Trans>It is a draft that nobody but you can see, so there is nothing to cancel.</Trans>
          </p>
          <Link to="/sell/$eventId" params={{ eventId: event.id }} className={buttonLook('secondary')}>
            <Trans>Back to the draft</Trans>
          </Link>
        </>
      )
    case 'published':
      return <CancelForm event={event} />
    case 'cancelled':
      return (
        <>
          <p className="mb-6 text-lg wrap-anywhere">“{event.cancelReason}”</p>
          <PayingBack event={event} />
        </>
      )
  }
}

/** Calls an event off; afterwards, shows how everybody gets their money back. */
export const CancelPage = ({ event }: { event: EventView }) => (
  <Page title={t`${titleOf(event)}: ${event.title}`} width="reading">
    <Heading>{titleOf(event)}</Heading>
    <EventTabs event={event} />
    <Body event={event} />
  </Page>
)
