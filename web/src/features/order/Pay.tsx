import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useClaim } from '../../api/orders.ts'
import { useCheckout } from '../../api/payments.ts'
import type { OrderView } from '../../api/types.ts'
import { formatMoney } from '../../format/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'

export const Pay = ({ order }: { order: OrderView }) => {
  const checkout = useCheckout(order.id)
  const navigate = useNavigate()
  const { reset } = checkout
  // Coming back with the browser's "back" shows this page as it was left, busy; it must be usable again.
  useEffect(() => {
    const woken = ({ persisted }: PageTransitionEvent) => persisted && reset()
    addEventListener('pageshow', woken)
    return () => removeEventListener('pageshow', woken)
  }, [reset])

  const goOn = (url: string | null) => {
    if (url !== null) return location.assign(url)
    // No page to pay on any more: the payment is already under way, so look for it.
    void navigate({ to: '/orders/$orderId', params: { orderId: order.id }, search: { paid: '1' } })
  }

  return (
    <>
      {checkout.isError && <Problem error={checkout.error} />}
      <Button
        size="large"
        className="w-full sm:w-auto"
        busy={checkout.isPending || checkout.isSuccess}
        onClick={() => checkout.mutate(undefined, { onSuccess: ({ url }) => goOn(url) })}
      >
        Pay {formatMoney(order.total)}
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
        Get tickets
      </Button>
    </>
  )
}
