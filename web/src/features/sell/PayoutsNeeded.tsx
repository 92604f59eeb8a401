import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { SellerView } from '../../api/money-types.ts'
import { parsePrice } from '../../format/money.ts'
import { Banner } from '../../ui/Banner.tsx'
import { buttonLook } from '../../ui/Button.tsx'
import type { Draft } from './draft.ts'

const costsMoney = ({ ticketTypes, currency }: Draft) =>
  ticketTypes.some(({ price }) => (parsePrice(price, currency) ?? 0) > 0)

export const needsPayouts = (seller: SellerView | undefined, draft: Draft): boolean =>
  seller !== undefined && seller.payouts !== 'off' && seller.payouts !== 'enabled' && costsMoney(draft)

type Props = { title: string; detail?: string | undefined; role?: 'alert' }

/** Why what costs money cannot be sold yet, and the way there. */
export const PayoutsNeeded = ({ title, detail, role }: Props) => (
  <Banner
    tone="warn"
    {...(role && { role })}
    title={title}
    action={
      <Link to="/sell/money" className={buttonLook('secondary')}>
        <Trans>Set up payouts</Trans>
      </Link>
    }
  >
    {detail ??
      t`Tickets that cost something can be sold once Stripe knows where your money goes. The draft is kept meanwhile.`}
  </Banner>
)
