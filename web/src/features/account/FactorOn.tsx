import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import { type factorQuery, removeFactor, renewRecoveryCodes, useFactorChanged } from '../../api/second-factor.ts'
import { ownDay } from '../../format/dates.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Failed } from './Section.tsx'
import { useSurely } from './surely.tsx'

type Standing = NonNullable<Awaited<ReturnType<NonNullable<(typeof factorQuery)['queryFn']>>>>
type Props = { standing: Standing; onRenewed: (recoveryCodes: string[]) => void }

/** An app is asked at the door: how many ways around it are left, and how it is turned off. */
export const FactorOn = ({ standing: { since, recoveryCodesLeft }, onRenewed }: Props) => {
  const { t } = useLingui()
  const surely = useSurely()
  const changed = useFactorChanged()
  const [isAsked, setAsked] = useState(false)
  const renew = useMutation({ mutationFn: () => surely(renewRecoveryCodes), onSuccess: onRenewed })
  const remove = useMutation({ mutationFn: () => surely(removeFactor), onSuccess: changed })
  const day = ownDay(since)
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Smartphone aria-hidden="true" className="size-6 shrink-0 text-brand" />
        <div className="min-w-52 flex-1">
          <p className="flex flex-wrap items-center gap-x-3 font-bold">
            <Trans>Authenticator app</Trans> <Badge tone="good">{t`On`}</Badge>
          </p>
          <p className="text-sm text-muted">
            <Trans>Since {day}</Trans> ·{' '}
            <span className={recoveryCodesLeft < 3 ? 'font-bold text-warn' : undefined}>
              <Plural value={recoveryCodesLeft} one="# recovery code left" other="# recovery codes left" />
            </span>
          </p>
        </div>
        {!isAsked && (
          <div className="flex flex-wrap gap-1">
            <Button variant="quiet" busy={renew.isPending} onClick={() => renew.mutate()}>
              <Trans>New recovery codes</Trans>
            </Button>
            <Button variant="quiet" onClick={() => setAsked(true)}>
              <Trans>Turn off</Trans>
            </Button>
          </div>
        )}
      </div>
      {isAsked && (
        <div className="flex flex-wrap items-center gap-3 rounded-2xl bg-sunken p-4">
          <p className="mr-auto min-w-52 flex-1">
            <Trans>Whoever knows your password can then sign in with nothing else.</Trans>
          </p>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            <Trans>Turn it off</Trans>
          </Button>
          <Button variant="quiet" onClick={() => setAsked(false)}>
            <Trans>Keep it on</Trans>
          </Button>
        </div>
      )}
      <Failed error={renew.error ?? remove.error} />
    </>
  )
}
