import { Link } from '@tanstack/react-router'
import type { EventView } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'
import { buttonLook } from '../../ui/Button.tsx'

/** Where tickets would be, of an event that does not take place. */
export const CancelledCard = ({ event }: { event: EventView }) => (
  <section aria-labelledby="cancelled" className="rounded-card bg-surface p-6 shadow-raised sm:p-7">
    <Badge tone="bad">Cancelled</Badge>
    <h2 id="cancelled" className="mt-3 text-2xl">
      This event does not take place
    </h2>
    {event.cancelReason && <p className="mt-2 wrap-anywhere">“{event.cancelReason}”</p>}
    <p className="mt-2 text-muted">Whoever paid for tickets gets everything back, without doing anything.</p>
    <div className="mt-5 flex flex-wrap gap-3">
      <Link to="/" className={buttonLook()}>
        Discover events
      </Link>
      <Link to="/orders" className={buttonLook('secondary')}>
        My tickets
      </Link>
    </div>
  </section>
)
