import { Trans } from '@lingui/react/macro'
import type { OrderView } from '../../api/types.ts'
import { seatWords } from '../../format/seats.ts'
import { Banner } from '../../ui/Banner.tsx'

/** The money came after the hold had ended, and there still were tickets to be had for it. */
export const RetakenNote = ({ order }: { order: OrderView }) => {
  if (order.retaken === null) return null
  const seats = order.items.flatMap((item) => item.seats ?? [])
  const places = seats.length > 0 ? 'seats' : 'tickets'
  if (order.retaken === 'same')
    return (
      <Banner tone="good" title={`Your hold had ended, but your ${places} were still free`}>
        <Trans>They are yours.</Trans>
      </Banner>
    )
  return (
    <Banner tone="warn" title={`Your hold had ended, and somebody else has your ${places}`}>
      {seats.length > 0
        ? `You have others of the same kind instead: ${seatWords(seats)}.`
        : 'You have others of the same kind instead.'}
    </Banner>
  )
}
