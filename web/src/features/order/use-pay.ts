import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useCheckout } from '../../api/payments.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { CheckoutView, Id } from '../../api/types.ts'

/** Asks for the page to pay on, and goes there; or waits where the answer is that others come first. */
export const usePay = (order: Id<'order'>) => {
  const checkout = useCheckout(order)
  const navigate = useNavigate()
  const { reset } = checkout
  // Coming back with the browser's "back" shows this page as it was left, busy; it must be usable again.
  useEffect(() => {
    const woken = ({ persisted }: PageTransitionEvent) => persisted && reset()
    addEventListener('pageshow', woken)
    return () => removeEventListener('pageshow', woken)
  }, [reset])

  /** No page to pay on any more: the payment is already under way, so look for it. */
  const look = () => void navigate({ to: '/orders/$orderId', params: { orderId: order }, search: { paid: '1' } })
  const goOn = ({ state, url }: CheckoutView) => {
    if (url !== null) return location.assign(url)
    if (state === 'queued') return reset()
    look()
  }

  return {
    pay: () =>
      checkout.mutate(undefined, { onSuccess: goOn, onError: (error) => refusedAs(error, 'order-closed') && look() }),
    error: checkout.error,
    busy: checkout.isPending || checkout.isSuccess,
  }
}
