import { Trans } from '@lingui/react/macro'
import type { EventView } from '../../api/types.ts'

/** What the seller says about giving money back, before anybody buys. */
export const RefundPolicy = ({ event: { refundPolicy } }: { event: Pick<EventView, 'refundPolicy'> }) =>
  refundPolicy !== '' && (
    <section aria-labelledby="refund-policy" className="lg:col-start-1">
      <h2 id="refund-policy" className="mb-3 text-2xl">
        <Trans>Refunds</Trans>
      </h2>
      <p className="max-w-prose leading-relaxed whitespace-pre-line">{refundPolicy}</p>
    </section>
  )
