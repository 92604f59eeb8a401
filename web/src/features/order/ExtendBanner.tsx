import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useExtend } from '../../api/orders.ts'
import type { Id, OrderView } from '../../api/types.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'

export const ExtendButton = ({ order }: { order: Id<'order'> }) => {
  const extend = useExtend(order)
  return (
    <>
      <Button variant="secondary" busy={extend.isPending} onClick={() => extend.mutate()}>
        <Trans>Extend by 2 minutes</Trans>
      </Button>
      {extend.isError && <Problem error={extend.error} />}
    </>
  )
}

/** The warning before a hold ends, with the one click that WCAG 2.2.1 asks for. It never covers what somebody is doing. */
export const ExtendBanner = ({ order, title = t`Your hold ends soon` }: { order: OrderView; title?: string }) => {
  if (order.extensionsLeft === 0)
    return (
      <Banner tone="warn" title={title}>
        <Trans>It cannot be extended any more. Your tickets are yours until the clock shows 0:00.</Trans>
      </Banner>
    )
  return (
    <Banner tone="warn" title={title} action={<ExtendButton order={order.id} />}>
      <Trans>Do you need more time?</Trans>
    </Banner>
  )
}
