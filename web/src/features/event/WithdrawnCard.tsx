import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/Badge.tsx'
import { buttonLook } from '../../ui/Button.tsx'

/** Where tickets would be, of an event that nobody sells any more. */
export const WithdrawnCard = () => (
  <section aria-labelledby="withdrawn" className="rounded-card bg-surface p-6 shadow-raised sm:p-7">
    <Badge tone="warn">
      <Trans>Not on sale</Trans>
    </Badge>
    <h2 id="withdrawn" className="mt-3 text-2xl">
      <Trans>Nobody sells this any more</Trans>
    </h2>
    <p className="mt-2 text-muted">
      <Trans>Whoever sold these tickets has left the store. Tickets that were bought before are still yours.</Trans>
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
