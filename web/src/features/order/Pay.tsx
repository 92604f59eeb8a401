import { Trans } from '@lingui/react/macro'
import { useClaim } from '../../api/orders.ts'
import type { OrderView } from '../../api/types.ts'
import { formatMoney } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'
import { PayRefused } from './PayRefused.tsx'
import type { usePay } from './use-pay.ts'

type Props = { order: OrderView; paying: ReturnType<typeof usePay>; onPay: () => void }

export const Pay = ({ order, paying, onPay }: Props) => {
  const total = formatMoney(order.total)
  return (
    <>
      {paying.error && <PayRefused error={paying.error} order={order} />}
      <Button size="large" className="w-full sm:w-auto" busy={paying.busy} onClick={onPay}>
        <Trans>Pay {total}</Trans>
      </Button>
    </>
  )
}

export const Claim = ({ order }: { order: OrderView }) => {
  const claim = useClaim(order.id)
  return (
    <>
      {claim.isError && <Problem error={claim.error} />}
      <Button size="large" className="w-full sm:w-auto" busy={claim.isPending} onClick={() => claim.mutate()}>
        <Trans>Get tickets</Trans>
      </Button>
    </>
  )
}
