import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Mail } from 'lucide-react'
import { refusedAs } from '../../api/refusal.ts'
import type { Resending } from '../../api/resend.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'

const later = (seconds: number) => {
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  return plural(minutes, { one: 'Try again in # minute.', other: 'Try again in # minutes.' })
}

const Refused = ({ error }: { error: unknown }) => {
  if (refusedAs(error, 'too-many-requests'))
    return (
      <Banner tone="warn" role="alert" title={t`The tickets were sent often enough for now`}>
        {error.retryAfter ? later(error.retryAfter) : t`Try again later.`}
      </Banner>
    )
  if (refusedAs(error, 'nothing-to-send'))
    return (
      <Banner tone="warn" role="alert" title={t`There are no tickets to send`}>
        <Trans>They were given back, are frozen, or there is nobody left to write to. Reload the page to see.</Trans>
      </Banner>
    )
  return <Problem error={error} />
}

type ButtonProps = { resend: Resending; label: string; isSmall?: boolean; name?: string }

/** Has the mail with the tickets sent once more; what came of it is said by `ResendOutcome`. */
export const ResendButton = ({ resend, label, isSmall = false, name }: ButtonProps) => (
  <Button
    variant="secondary"
    className={isSmall ? 'px-4!' : ''}
    aria-label={name}
    busy={resend.isPending}
    onClick={() => resend.mutate()}
  >
    <Mail aria-hidden="true" className="size-5" />
    {label}
  </Button>
)

/** `done`: what is said once it is under way. There is nothing here before anybody asked. */
export const ResendOutcome = ({ resend, done }: { resend: Resending; done: string }) =>
  resend.isIdle ? null : (
    <div className="empty:hidden">
      {/* There before it says anything, so that it is heard. */}
      <p role="status" className="font-semibold text-good empty:hidden">
        {resend.isSuccess && done}
      </p>
      {resend.isError && <Refused error={resend.error} />}
    </div>
  )
