import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { OrderView } from '../../api/types.ts'
import { seatWords } from '../../format/seats.ts'
import { Banner } from '../../ui/Banner.tsx'

/** The money came after the hold had ended, and there still were tickets to be had for it. */
export const RetakenNote = ({ order }: { order: OrderView }) => {
  if (order.retaken === null) return null
  const seats = order.items.flatMap((item) => item.seats ?? [])
  const isSeated = seats.length > 0
  const others = seatWords(seats)
  if (order.retaken === 'same')
    return (
      <Banner
        tone="good"
        title={
          isSeated
            ? t`Your hold had ended, but your seats were still free`
            : t`Your hold had ended, but your tickets were still free`
        }
      >
        <Trans>They are yours.</Trans>
      </Banner>
    )
  return (
    <Banner
      tone="warn"
      title={
        isSeated
          ? t`Your hold had ended, and somebody else has your seats`
          : t`Your hold had ended, and somebody else has your tickets`
      }
    >
      {isSeated
        ? t`You have others of the same kind instead: ${others}.`
        : t`You have others of the same kind instead.`}
    </Banner>
  )
}
