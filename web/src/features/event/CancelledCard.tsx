import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { EventView } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'
import { buttonLook } from '../../ui/Button.tsx'

/** Where tickets would be, of an event that does not take place. */
export const CancelledCard = ({ event }: { event: EventView }) => (
  <section aria-labelledby="cancelled" className="rounded-card bg-surface p-6 shadow-raised sm:p-7">
    <Badge tone="bad">
      <Trans>Cancelled</Trans>
    </Badge>
    <h2 id="cancelled" className="mt-3 text-2xl">
      <Trans>This event does not take place</Trans>
    </h2>
    {event.cancelReason && <p className="mt-2 wrap-anywhere">“{event.cancelReason}”</p>}
    <p className="mt-2 text-muted">
      <Trans>Whoever paid for tickets gets everything back, without doing anything.</Trans>
    </p>
    <div className="mt-5 flex flex-wrap gap-3">
      <Link to="/" className={buttonLook()}>
        <Trans>Discover events</Trans>
      </Link>
      <Link to="/orders" className={buttonLook('secondary')}>
        <Trans>My tickets</Trans>
      </Link>
    </div>
  </section>
)
