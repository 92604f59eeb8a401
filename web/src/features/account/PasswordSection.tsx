import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { usePassword } from '../../api/account.ts'
import { refusedAs } from '../../api/refusal.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Other } from './AccountForm.tsx'
import { PasswordField } from './PasswordField.tsx'
import { card, Failed, Said, Section } from './Section.tsx'
import { errorAt } from './wrong.ts'

const Change = ({ email, onChanged, onKept }: { email: string; onChanged: () => void; onKept: () => void }) => {
  const { t } = useLingui()
  const change = usePassword()
  const isWrong = refusedAs(change.error, 'wrong-credentials')
  const nextError = errorAt(change.error, 'next')
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        const values = new FormData(event.currentTarget)
        const wanted = { current: String(values.get('current-password')), next: String(values.get('new-password')) }
        if (!change.isPending) change.mutate(wanted, { onSuccess: onChanged })
      }}
    >
      {/* Password managers look for whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <PasswordField
        id="current-password"
        label={t`Password now`}
        kind="current"
        error={isWrong ? t`this is not your password` : undefined}
        beside={
          <Other to="/reset-password">
            <Trans>Forgot password?</Trans>
          </Other>
        }
      />
      <PasswordField id="new-password" label={t`New password`} kind="new" error={nextError} />
      {!isWrong && !nextError && <Failed error={change.error} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={change.isPending}>
          <Trans>Change password</Trans>
        </Button>
        <Button variant="quiet" onClick={onKept}>
          <Trans>Keep the old one</Trans>
        </Button>
      </div>
    </form>
  )
}

export const PasswordSection = ({ account }: { account: Account }) => {
  const { t } = useLingui()
  const [stage, setStage] = useState<'kept' | 'changing' | 'changed'>('kept')
  return (
    <Section id="password" title={t`Password`} lead={<Trans>Another one signs you out on all other devices.</Trans>}>
      <div className={`${card} flex flex-col gap-4 p-5 sm:p-6`}>
        {stage === 'changing' ? (
          <Change email={account.email} onChanged={() => setStage('changed')} onKept={() => setStage('kept')} />
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-4">
            <span aria-hidden="true" className="tracking-[0.3em]">
              ••••••••••
            </span>
            <Button variant="secondary" onClick={() => setStage('changing')}>
              <Trans>Change password</Trans>
            </Button>
          </div>
        )}
        <Said>
          {stage === 'changed' && <Trans>Your password is changed, and all other devices are signed out.</Trans>}
        </Said>
      </div>
    </Section>
  )
}
