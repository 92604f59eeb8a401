import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { refusedAs } from '../../api/refusal.ts'
import type { OrderView } from '../../api/types.ts'
import { clockTime } from '../../format/dates.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Problem } from '../shell/Problem.tsx'
import { ExtendButton } from './ExtendBanner.tsx'

/** Why somebody cannot pay just now, and what that means for the tickets they hold. */
export const PayRefused = ({ error, order }: { error: unknown; order: OrderView }) => {
  const until = clockTime(order.expiresAt)
  const seconds = refusedAs(error, 'unavailable') && error.retryAfter
  if (refusedAs(error, 'price-too-low'))
    return (
      <Banner tone="bad" role="alert" title={t`So little cannot be paid by card`}>
        <Trans>Nothing was charged. Choose more tickets, or tell the seller.</Trans>
      </Banner>
    )
  if (refusedAs(error, 'seller-not-payable'))
    return (
      <Banner tone="bad" role="alert" title={t`This seller cannot take money right now`}>
        <Trans>
          Something about their account has to be cleared up first. Nothing was charged, and your tickets stay yours
          until {until}.
        </Trans>
      </Banner>
    )
  if (refusedAs(error, 'unavailable'))
    return (
      <Banner
        tone="warn"
        role="alert"
        title={t`You cannot pay just now`}
        action={order.extensionsLeft > 0 && <ExtendButton order={order.id} />}
      >
        {error.detail && <span lang="en">{error.detail}. </span>}
        {seconds
          ? t`Nothing was charged, and your tickets stay yours until ${until}. Try again in ${seconds} seconds.`
          : t`Nothing was charged, and your tickets stay yours until ${until}. Try again in a moment.`}
      </Banner>
    )
  return <Problem error={error} />
}
