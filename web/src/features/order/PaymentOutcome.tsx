import { useQuery } from '@tanstack/react-query'
import { checkoutQuery } from '../../api/payments.ts'
import type { CheckoutState, Id } from '../../api/types.ts'

/** What became of the money of an order that nobody won. */
const words: Record<CheckoutState, string> = {
  none: 'Nothing was charged.',
  opening: 'Nothing was charged.',
  open: 'Nothing was charged.',
  queued: 'Nothing was charged.',
  closed: 'Nothing was charged.',
  failed: 'The payment failed, so your card was not charged.',
  voided: 'Your card was not charged.',
  voiding: 'Your card was not charged. Your bank may show a reservation for a while; it goes away by itself.',
  authorized: 'Your payment came late. We are looking whether there still are tickets for it.',
  returning: 'Your payment came too late. It was charged at once, and we are sending it back.',
  returned: 'Your payment came too late. It was charged at once, and we have sent it back.',
  capturing: 'We are looking into your payment. Reload this page in a moment.',
  captured: 'Your payment came through. Reload this page in a moment to see what became of it.',
}

export const PaymentOutcome = ({ order }: { order: Id<'order'> }) => {
  const { data } = useQuery({
    ...checkoutQuery(order),
    refetchInterval: ({ state }) =>
      state.data && ['none', 'failed', 'voided', 'returned', 'closed'].includes(state.data.state) ? false : 5_000,
  })
  return <p role="status">{data && words[data.state]}</p>
}
