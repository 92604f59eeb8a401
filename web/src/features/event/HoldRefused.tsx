import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import { refusedAs, takenSeats } from '../../api/refusal.ts'
import { seatWords } from '../../format/seats.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'

type Props = { error: Error; onApart: () => void }

const SeatsTaken = ({ error }: { error: Error }) => {
  const taken = takenSeats(error)
  const seats = seatWords(taken)
  return (
    <Banner tone="bad" role="alert" title={t`Somebody was faster`}>
      {taken.length === 1
        ? t`${seats} is taken now. The rest of your choice is kept: hold it as it is, or choose others.`
        : t`${seats} are taken now. The rest of your choice is kept: hold it as it is, or choose others.`}
    </Banner>
  )
}

const NotTogether = ({ onApart }: { onApart: () => void }) => (
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

const OwnTickets = () => (
  <Link to="/orders" className={buttonLook('secondary')}>
    <Trans>See your tickets</Trans>
  </Link>
)

export const HoldRefused = ({ error, onApart }: Props) => {
  if (refusedAs(error, 'seats-taken')) return <SeatsTaken error={error} />
  if (refusedAs(error, 'not-together')) return <NotTogether onApart={onApart} />
  if (refusedAs(error, 'limit-per-person')) return <Problem error={error} action={<OwnTickets />} />
  return <Problem error={error} />
}
