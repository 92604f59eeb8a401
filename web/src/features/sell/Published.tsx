import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { EventView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useFocusOnAppear } from '../../ui/use-focus-on-appear.ts'
import { ShareLink } from './ShareLink.tsx'

/** It is out: now people have to hear of it. */
export const Published = ({ event }: { event: EventView }) => (
  <div ref={useFocusOnAppear<HTMLDivElement>()} tabIndex={-1} className="rounded-2xl">
    <Banner
      tone="good"
      role="status"
      title={t`Published. It is on sale now.`}
      action={
        <span className="flex flex-wrap items-center gap-3">
          <ShareLink event={event} />
          <Link
            to="/events/$eventId"
            params={{ eventId: event.id }}
            className="inline-flex min-h-11 items-center font-bold underline underline-offset-4"
          >
            <Trans>View event page</Trans>
          </Link>
        </span>
      }
    />
  </div>
)
