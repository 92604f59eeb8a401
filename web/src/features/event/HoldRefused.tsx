import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { refusedAs, takenSeats } from '../../api/refusal.ts'
import { seatWords } from '../../format/seats.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'

type Props = { error: Error; onApart: () => void }

const SeatsTaken = ({ error }: { error: Error }) => {
  const taken = takenSeats(error)
  return (
    <Banner tone="bad" role="alert" title={t`Somebody was faster`}>
      {seatWords(taken)} {taken.length === 1 ? 'is' : 'are'} taken now. The rest of your choice is kept: hold it as it
      is, or choose others.
    </Banner>
  )
}

export const HoldRefused = ({ error, onApart }: Props) => {
  if (refusedAs(error, 'seats-taken')) return <SeatsTaken error={error} />
  if (refusedAs(error, 'not-together'))
    return (
      <Banner
        tone="warn"
        role="alert"
        title={t`Not so many seats side by side`}
        action={
          <Button variant="secondary" onClick={onApart}>
            <Trans>Take seats apart</Trans>
          </Button>
        }
      >
        <Trans>
          There are enough left, but not in one row without a gap. Take them apart, choose fewer, or look for yourself.
        </Trans>
      </Banner>
    )
  if (refusedAs(error, 'sold-out'))
    return (
      <Banner tone="bad" role="alert" title={t`Somebody was faster`}>
        There are not enough tickets left for your choice. Others may let theirs go: tickets on hold come back by
        themselves.
      </Banner>
    )
  if (refusedAs(error, 'limit-exceeded'))
    return (
      <Banner tone="bad" role="alert" title={t`This is more than one person may have`}>
        {error.detail ?? 'Your other holds and tickets for this event count too. Choose fewer.'}
      </Banner>
    )
  if (refusedAs(error, 'not-on-sale'))
    return (
      <Banner tone="bad" role="alert" title={t`These tickets are not on sale now`}>
        {error.detail ?? 'Look at the times beside each ticket.'}
      </Banner>
    )
  return <Problem error={error} />
}
